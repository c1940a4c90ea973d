// Which slots may run, and which words and operations they may use: what the tenant table says of their tenant. It lies outside
// the control buffer, where no slot can write. The host stores an entry while its id has no slots, so that one slot never sees two.
layout(std430, set = 0, binding = BINDING_TENANTS) coherent buffer TenantBuffer { uint tenants[]; };

uint tenantEntry(uint word) {
  return slotTenant * TENANT_ENTRY_WORDS + word;
}

// Sets the window of a slot that runs: when it is claimed, and whenever it is resumed, because another invocation may go on with it.
void enterWindow() {
  windowFirst = OBSERVABLE_BASE;
  windowEnd = controlWords;
  if (slotTenant != 0u) {
    windowFirst = tenants[tenantEntry(TENANT_WINDOW_FIRST)];
    windowEnd = min(tenants[tenantEntry(TENANT_WINDOW_END)], controlWords);
  }
}

uint builtinGrant(uint code) {
  return code < OP_FIRST_USER ? 1u << code
      : code == OP_PACKED_SLOT ? BUILTIN_PACKED_SLOT
      : code == OP_PRINTF ? BUILTIN_PRINTF
      : code == OP_LOAD_MISS ? BUILTIN_LOAD_MISS : 0u;
}

// Whether the tenant may use an operation: one that it was granted, or one with an opcode from its own opcode window.
bool mayRun(uint code) {
  if (slotTenant == 0u || code - TENANT_OPCODE_BASE - slotTenant * TENANT_OPCODES < TENANT_OPCODES) {
    return true;
  }
  uint builtins = tenants[tenantEntry(TENANT_BUILTINS)] & builtinGrant(code);
  uint handlers = tenants[tenantEntry(TENANT_HANDLERS)] & HANDLER_GRANT;
  return (builtins | handlers) != 0u;
}

// Counts the slot against the quota. One that overshoots takes its step back, so that the count never comes round to 0.
bool charge() {
  uint quota = tenants[tenantEntry(TENANT_QUOTA)];
  if (quota == TENANT_QUOTA_UNBOUNDED) {
    return true;
  }
  if (atomicAdd(tenants[tenantEntry(TENANT_USED)], 1u) < quota) {
    return true;
  }
  atomicAdd(tenants[tenantEntry(TENANT_USED)], 0u - 1u);
  return false;
}

void admitTenant() {
  uint flags = slotTenant < TENANT_TABLE_SLOTS ? tenants[tenantEntry(TENANT_FLAGS)] : 0u;
  if ((flags & TENANT_KNOWN) == 0u) {
    raise(FAULT_UNKNOWN_TENANT, slotTenant);
  } else if ((flags & TENANT_ENABLED) == 0u) {
    raise(FAULT_DISABLED_TENANT, slotTenant);
  } else if (!charge()) {
    raise(FAULT_QUOTA, slotTenant);
  } else if (!mayRun(opcode)) {
    raise(FAULT_FORBIDDEN, opcode);
  }
}

// Checks, when a slot is claimed, that its tenant may run it, and sets the window.
void enterTenant() {
  if (slotTenant != 0u) {
    admitTenant();
  }
  if (outcome != COMPLETION_FAULT) {
    enterWindow();
  }
}
