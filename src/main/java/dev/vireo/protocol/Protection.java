package dev.vireo.protocol;

/**
 * What the kernel checks before it runs a slot.
 *
 * <p>{@link #RAW} reproduces vyre 0.6.3: the bytes of control, debug log and every slot at its
 * completion are those of the reference. {@link #GUARDED}, the default, keeps every slot inside its
 * tenant's window. The protocol has 30 oddities; this is what GUARDED makes of them.
 *
 * <table>
 * <caption>The oddities of the protocol in GUARDED</caption>
 * <tr><th>No.</th><th>vyre 0.6.3</th><th>GUARDED</th></tr>
 * <tr><td>1</td><td>LOAD_MISS can only be encoded, never published</td><td>it can be submitted; FAULT UNSUPPORTED until an IO
 * service exists (RAW: DONE without effect)</td></tr>
 * <tr><td>2</td><td>DFA_STEP does nothing</td><td>{@code next = control[arg2 + 256 arg0 + arg1]}, result word 0, also stored to
 * observable arg3 unless that is 0xFFFFFFFF; arg1 above 255 is FAULT BAD_ARGUMENT</td></tr>
 * <tr><td>3</td><td>any control index is accepted</td><td>tenant 0 owns the words from 160 on, every other tenant a
 * window of them; every other index, read or written, is FAULT BAD_INDEX, and no word is changed</td></tr>
 * <tr><td>4</td><td>MEMCPY has no bound</td><td>both ranges lie in the window or FAULT BAD_INDEX, with the first word outside,
 * source before destination; no words is no access; overlap copies forward; fuel is charged and the copy goes on in a later
 * slice</td></tr>
 * <tr><td>5</td><td>COMPARE_SWAP reports at 160 + arg0</td><td>kept; both words must lie in the window or FAULT BAD_INDEX; the
 * completion carries the value before and whether it swapped</td></tr>
 * <tr><td>6</td><td>BATCH_FENCE waits for nothing</td><td>it completes after everything published before it in its partition,
 * then adds 1 to word 128 and stores its tag to observable 0 (RAW as well: the bytes are the same)</td></tr>
 * <tr><td>7</td><td>tenants beyond the mask table read other tables</td><td>a tenant that is not registered is FAULT
 * UNKNOWN_TENANT, one that was revoked FAULT DISABLED_TENANT; the device has a table of its own</td></tr>
 * <tr><td>8</td><td>the tenant table can be moved by a slot</td><td>word 2 is outside every window</td></tr>
 * <tr><td>9</td><td>quotas are not enforced on the device</td><td>a tenant's slots beyond its quota are FAULT QUOTA, each one
 * claimed counts; words 3 to 60 mirror masks and quotas of the first 29 tenants for readers of the old layout, the device does not
 * read them</td></tr>
 * <tr><td>10</td><td>a mask is a boolean of 32 ones</td><td>the mirror is the same; besides, an operation that a tenant was not granted is FAULT FORBIDDEN, whether or not it
 * exists</td></tr>
 * <tr><td>11</td><td>PRINTF lets the cursor run past the end</td><td>the cursor stops at the last whole record; what did not
 * fit is counted outside the log</td></tr>
 * <tr><td>12</td><td>PRINTF's bound wraps near 2^32</td><td>cannot happen: see 11</td></tr>
 * <tr><td>13</td><td>the priority word is decorative</td><td>in a ring of partitions it says in which of them the slot is
 * published; otherwise it is written as the caller asked and means nothing</td></tr>
 * <tr><td>14</td><td>partition offsets start as zero</td><td>they are there when a ring of partitions is opened, for readers: the
 * device does not read them; words 136 to 140 count each one's claims, word 135 is not kept</td></tr>
 * <tr><td>15</td><td>starvation lock-up</td><td>cannot happen: a slot that waits is claimed, from a partition that has waited for 16
 * claims if there is one, else from the most urgent one; in a ring without partitions in the order of publication</td></tr>
 * <tr><td>16</td><td>most lanes probe nothing</td><td>claims come from a ticket, or from a partition's count of claims</td></tr>
 * <tr><td>17</td><td>a tenant revoked after the claim leaves the slot CLAIMED</td><td>tenants are checked once, at the
 * claim: a slot that was claimed before goes on</td></tr>
 * <tr><td>18</td><td>the IO queue has two contradictory consumers</td><td>no opcode touches the IO queue</td></tr>
 * <tr><td>19</td><td>LOAD_MISS takes IO slots without a swap and spins</td><td>see 1</td></tr>
 * <tr><td>20</td><td>IO completions carry no error code</td><td>see 18; the codec keeps vyre's bytes</td></tr>
 * <tr><td>21</td><td>packed operations beyond the fourth are lost</td><td>more than four: FAULT BAD_PACKED without effect</td></tr>
 * <tr><td>22</td><td>packed operations whose arguments pass the end are skipped</td><td>an operation's arguments end where the
 * next one's begin, the last one's at the total; missing ones are 0; a range that is reversed or passes the total or the slot's
 * end is FAULT BAD_PACKED without effect</td></tr>
 * <tr><td>23</td><td>packed opcodes are unchecked</td><td>one that is neither below 8 nor registered is FAULT UNKNOWN_OPCODE
 * without effect, one that the tenant was not granted FAULT FORBIDDEN; the place is the inner number</td></tr>
 * <tr><td>24</td><td>epoch and done count wrap</td><td>they wrap on the device; Java reads them as unsigned 32-bit counters</td></tr>
 * <tr><td>25</td><td>lenient and strict done counting disagree about zero items</td><td>the codec keeps both; the runtime uses
 * completions</td></tr>
 * <tr><td>26</td><td>the replay log keeps four arguments</td><td>the codec keeps vyre's format</td></tr>
 * <tr><td>27</td><td>quiesce with no polls fails, ids leak, high ids cannot publish</td><td>repaired by both registries: ids end
 * at 1023, are used again after quiesce, and quiesce looks at least once</td></tr>
 * <tr><td>28</td><td>reused slots keep stale arguments</td><td>publishing writes all 16 words</td></tr>
 * <tr><td>29</td><td>DONE_COUNT runs ahead of slot contents</td><td>completions are records of their own, written last;
 * DONE_COUNT counts DONE, not FAULT</td></tr>
 * <tr><td>30</td><td>lenient readers panicked before 0.6.3</td><td>they return zero or nothing</td></tr>
 * </table>
 *
 * <p>In both: metrics count a slot once, when it is first claimed, and each inner operation when it
 * starts; a slot that RAW refuses is not claimed. In GUARDED a slot is claimed before it is
 * checked, so that one that ends as FAULT is counted by metrics, and not by DONE_COUNT. SHUTDOWN by
 * tenant 0 stops claiming, by others it is FAULT FORBIDDEN. BATCH_FENCE with no observable word is
 * FAULT BAD_INDEX. The place in a FAULT is the inner number in a PACKED slot, else 0.
 */
public enum Protection {
  /** Everything is checked; the default. */
  GUARDED,
  /** Byte-for-byte vyre 0.6.3, without any check. */
  RAW
}
