package dev.vireo.spirv.lowering;

import dev.vireo.spirv.MalformedModuleException;
import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.module.SpirvOp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The blocks of a function in an order in which all branches go ahead but those back to the header
 * of a loop, and in which the blocks of a loop stand together: reverse postorder, where what comes
 * behind a construct is visited first. Blocks that are never reached are left out.
 */
final class ControlFlow {
  /** A block: the instructions behind its label, of which the last branches; its phis once more. */
  record Block(Instruction label, List<Instruction> body, List<Instruction> phis) {
    int id() {
      return label.result();
    }

    Instruction branch() {
      return body.get(body.size() - 1);
    }

    /** Returns the merge instruction in front of the branch; null if there is none. */
    Instruction merge() {
      Instruction before = body.size() > 1 ? body.get(body.size() - 2) : null;
      boolean merges =
          before != null
              && (before.op() == SpirvOp.LOOP_MERGE || before.op() == SpirvOp.SELECTION_MERGE);
      return merges ? before : null;
    }
  }

  private static final int MAX_LOOPS = 64;

  private final Map<Integer, Block> blocks = new HashMap<>();
  private final Block entry;
  private final List<Block> order = new ArrayList<>();
  private final Map<Integer, Integer> positions = new HashMap<>();

  /** The last block of each loop, by the loop's header. */
  private final Map<Integer, Integer> latches = new HashMap<>();

  private final Set<Integer> lasts = new HashSet<>();

  private ControlFlow(List<Block> all) {
    all.forEach(block -> blocks.put(block.id(), block));
    this.entry = all.get(0);
  }

  /**
   * Returns the order of a function's blocks.
   *
   * @throws MalformedModuleException if the control flow is not structured
   */
  static ControlFlow of(List<Instruction> function) {
    ControlFlow flow = new ControlFlow(split(function));
    flow.sort();
    flow.checkEdges();
    flow.checkLoops();
    return flow;
  }

  private static List<Block> split(List<Instruction> function) {
    List<Block> all = new ArrayList<>();
    Block open = null;
    for (Instruction own : function) {
      if (own.op() == SpirvOp.LABEL) {
        if (open != null) {
          throw own.malformed("the block before it does not end");
        }
        open = new Block(own, new ArrayList<>(), new ArrayList<>(0));
        all.add(open);
      } else if (open != null) {
        open.body().add(own);
        if (own.op() == SpirvOp.PHI) {
          open.phis().add(own);
        }
        open = own.op().terminates() ? null : open;
      }
    }
    if (all.isEmpty() || open != null) {
      Instruction end = function.get(function.size() - 1);
      throw end.malformed("a function without blocks, or whose last is open");
    }
    return all;
  }

  /** Returns where a block goes to. */
  static List<Integer> targets(Instruction branch) {
    List<Integer> targets = new ArrayList<>();
    switch (branch.op()) {
      case BRANCH -> targets.add(branch.word(1));
      case BRANCH_CONDITIONAL -> {
        targets.add(branch.word(2));
        targets.add(branch.word(3));
      }
      case SWITCH -> {
        targets.add(branch.word(2));
        for (int i = 4; i < branch.length(); i += 2) {
          targets.add(branch.word(i));
        }
      }
      default -> {}
    }
    return targets;
  }

  private Block block(int id, Instruction from) {
    Block block = blocks.get(id);
    if (block == null) {
      throw from.malformed("id " + id + " is no block of this function");
    }
    return block;
  }

  private Set<Integer> reached() {
    Set<Integer> reached = new HashSet<>(Set.of(entry.id()));
    Deque<Block> open = new ArrayDeque<>(List.of(entry));
    while (!open.isEmpty()) {
      Block block = open.remove();
      for (int target : targets(block.branch())) {
        if (reached.add(target)) {
          open.add(block(target, block.branch()));
        }
      }
    }
    return reached;
  }

  /** Where to go from a block, last things first: what is visited first stands last. */
  private List<Integer> visits(Block block) {
    List<Integer> visits = new ArrayList<>();
    Instruction merge = block.merge();
    if (merge != null) {
      visits.add(merge.word(1));
    }
    if (merge != null && merge.op() == SpirvOp.LOOP_MERGE) {
      visits.add(merge.word(2));
    }
    List<Integer> targets = targets(block.branch());
    for (int i = targets.size() - 1; i >= 0; i--) {
      visits.add(targets.get(i));
    }
    return visits;
  }

  private record Visit(Block block, List<Integer> next, int[] at) {}

  private void sort() {
    Set<Integer> reached = reached();
    Set<Integer> seen = new HashSet<>(Set.of(entry.id()));
    List<Block> finished = new ArrayList<>();
    Deque<Visit> open = new ArrayDeque<>();
    open.push(new Visit(entry, visits(entry), new int[1]));
    while (!open.isEmpty()) {
      Visit visit = open.element();
      if (visit.at()[0] == visit.next().size()) {
        finished.add(open.pop().block());
        continue;
      }
      int target = visit.next().get(visit.at()[0]++);
      if (reached.contains(target) && seen.add(target)) {
        Block block = block(target, visit.block().branch());
        open.push(new Visit(block, visits(block), new int[1]));
      }
    }
    for (int i = finished.size() - 1; i >= 0; i--) {
      positions.put(finished.get(i).id(), order.size());
      order.add(finished.get(i));
    }
  }

  private void checkEdges() {
    for (Block block : order) {
      for (int target : targets(block.branch())) {
        if (position(target) <= position(block.id())) {
          Instruction merge = blocks.get(target).merge();
          boolean loop = merge != null && merge.op() == SpirvOp.LOOP_MERGE;
          if (!loop || latches.put(target, block.id()) != null || !lasts.add(block.id())) {
            throw unstructured(block.branch());
          }
        }
      }
    }
  }

  private static MalformedModuleException unstructured(Instruction at) {
    return at.malformed("the control flow is not structured");
  }

  /** Loops nest, and are entered at their headers only. */
  private void checkLoops() {
    int[] innermost = new int[order.size()];
    Map<Integer, Integer> outer = new HashMap<>();
    Deque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < order.size(); i++) {
      int id = order.get(i).id();
      if (latches.containsKey(id)) {
        outer.put(id, open.isEmpty() ? 0 : open.element());
        openLoop(order.get(i), open);
      }
      innermost[i] = open.isEmpty() ? 0 : open.element();
      if (!open.isEmpty() && latches.get(open.element()) == id) {
        open.pop();
      }
    }
    if (!open.isEmpty()) {
      throw unstructured(blocks.get(open.element()).branch());
    }
    for (Block block : order) {
      for (int target : targets(block.branch())) {
        int loop = innermost[position(target)];
        boolean enters = loop == target && position(target) > position(block.id());
        int inside = enters ? outer.get(loop) : loop;
        if (!within(innermost[position(block.id())], inside, outer)) {
          throw unstructured(block.branch());
        }
      }
    }
  }

  private void openLoop(Block header, Deque<Integer> open) {
    int end = position(latches.get(header.id()));
    if (!open.isEmpty() && end >= position(latches.get(open.element()))) {
      throw unstructured(header.branch());
    }
    if (open.size() == MAX_LOOPS) {
      throw header
          .branch()
          .unsupported("loops nested more than " + MAX_LOOPS + " deep", "nest fewer");
    }
    open.push(header.id());
  }

  private static boolean within(int loop, int other, Map<Integer, Integer> outer) {
    int around = loop;
    while (around != other && around != 0) {
      around = outer.get(around);
    }
    return around == other;
  }

  /** Returns the blocks in their order, the entry first. */
  List<Block> order() {
    return order;
  }

  /** Returns where a block stands in the order. */
  int position(int id) {
    return positions.get(id);
  }

  /** Says whether a block is the header of a loop that goes round. */
  boolean loops(int id) {
    return latches.containsKey(id);
  }

  /** Says whether a loop's last block is this one; two loops cannot have the same. */
  boolean ends(int id) {
    return lasts.contains(id);
  }
}
