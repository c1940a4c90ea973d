package dev.vireo.vir0.eval;

import dev.vireo.vir0.DataType;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.Node;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramTrapException;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.values.IntOps;
import dev.vireo.vir0.values.ProgramMemory;
import dev.vireo.vir0.values.Values;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Prepares the statements of a valid program for evaluation. */
final class EvalCompiler implements Node.Visitor<EvalCode.Step> {
  private final Program program;
  private final Map<String, Integer> slots = new HashMap<>();
  private final Map<String, Integer> tags = new HashMap<>();
  private final EvalExpressions expressions;
  private NodePath path = NodePath.ROOT;
  private int nextSlot;
  private int mostSlots;
  private int nextCopy = 1;

  private EvalCompiler(Program program) {
    this.program = program;
    this.expressions = new EvalExpressions(program, slots);
  }

  static EvalCode compile(Program program) {
    EvalCompiler compiler = new EvalCompiler(program);
    EvalCode.Step[] body = compiler.list("body", program.body());
    return new EvalCode(
        body, compiler.mostSlots, compiler.tags.size(), compiler.expressions.subgroups());
  }

  /** Prepares a list; the slots of its variables are free again behind it. */
  private EvalCode.Step[] list(String field, List<Node> nodes) {
    NodePath outer = path;
    int firstFree = nextSlot;
    EvalCode.Step[] steps = new EvalCode.Step[nodes.size()];
    for (int i = 0; i < steps.length; i++) {
      path = outer.element(field, i);
      steps[i] = nodes.get(i).accept(this);
    }
    nextSlot = firstFree;
    path = outer;
    return steps;
  }

  private int newSlot() {
    mostSlots = Math.max(mostSlots, nextSlot + 1);
    return nextSlot++;
  }

  private EvalCode.Value value(String field, Expr expr) {
    return expressions.compile(expr, path.field(field));
  }

  private EvalCode.Step unsupported(String construct) {
    NodePath at = path;
    return lane -> {
      throw new UnsupportedProgramException(construct, at, "leave it out");
    };
  }

  @Override
  public EvalCode.Step visit(Node.Let node) {
    EvalCode.Value value = value("value", node.value());
    int slot = newSlot();
    slots.put(node.name(), slot);
    return lane -> lane.slots[slot] = value.of(lane);
  }

  @Override
  public EvalCode.Step visit(Node.Assign node) {
    EvalCode.Value value = value("value", node.value());
    int slot = slots.get(node.name());
    return lane -> lane.slots[slot] = value.of(lane);
  }

  @Override
  public EvalCode.Step visit(Node.Store node) {
    NodePath at = path.field("index");
    EvalCode.Value index = value("index", node.index());
    EvalCode.Value value = value("value", node.value());
    int buffer = expressions.buffer(node.buffer());
    DataType element = program.buffers().get(buffer).element();
    int type = Values.typeOf(element);
    if (type < 0) {
      return unsupported("a store of an element of type " + element);
    }
    return lane -> {
      int i = EvalExpressions.index(index.of(lane), lane, at);
      long stored = value.of(lane);
      if ((type == Values.F32_TYPE) != (Values.type(stored) == Values.F32_TYPE)) {
        throw EvalExpressions.wrongType(lane, at, "a store of " + element, stored);
      }
      if (lane.group.memory.hasWord(buffer, i)) {
        lane.group.memory.setWord(buffer, i, Values.bits(stored));
      }
    };
  }

  @Override
  public EvalCode.Step visit(Node.If node) {
    EvalCode.Value condition = value("condition", node.condition());
    EvalCode.Step[] then = list("then", node.then());
    EvalCode.Step[] otherwise = list("otherwise", node.otherwise());
    return lane -> lane.enter(Values.truth(condition.of(lane)) ? then : otherwise);
  }

  @Override
  public EvalCode.Step visit(Node.Loop node) {
    NodePath fromPath = path.field("from");
    NodePath toPath = path.field("to");
    EvalCode.Value from = value("from", node.from());
    EvalCode.Value to = value("to", node.to());
    int firstFree = nextSlot;
    int next = newSlot();
    int end = newSlot();
    int variable = newSlot();
    slots.put(node.variable(), variable);
    EvalCode.Step[] body = list("body", node.body());
    nextSlot = firstFree;
    EvalCode.Step[] loop = {
      lane -> {
        if (lane.slots[next] < lane.slots[end]) {
          lane.slots[variable] = lane.slots[next]++;
          lane.repeat();
          lane.enter(body);
        }
      }
    };
    return lane -> {
      long first = EvalExpressions.index(from.of(lane), lane, fromPath) & IntOps.MAX_U32;
      lane.slots[end] = EvalExpressions.index(to.of(lane), lane, toPath) & IntOps.MAX_U32;
      lane.slots[next] = first;
      lane.enter(loop);
    };
  }

  @Override
  public EvalCode.Step visit(Node.Return node) {
    return Lane::end;
  }

  @Override
  public EvalCode.Step visit(Node.Block node) {
    EvalCode.Step[] body = list("body", node.body());
    return lane -> lane.enter(body);
  }

  @Override
  public EvalCode.Step visit(Node.Region node) {
    EvalCode.Step[] body = list("body", node.body());
    return lane -> lane.enter(body);
  }

  @Override
  public EvalCode.Step visit(Node.Barrier node) {
    NodePath at = path;
    return lane -> lane.barrier = at;
  }

  @Override
  public EvalCode.Step visit(Node.AsyncLoad node) {
    return begin(node.tag(), node.offset(), node.size(), node.source(), node.destination(), true);
  }

  @Override
  public EvalCode.Step visit(Node.AsyncStore node) {
    return begin(node.tag(), node.offset(), node.size(), node.source(), node.destination(), false);
  }

  /** The copies that were begun with a tag, by their numbers. */
  private final Map<Integer, Copy> copies = new HashMap<>();

  private record Copy(int source, int destination, boolean load) {}

  private EvalCode.Step begin(
      String name, Expr offset, Expr size, String source, String destination, boolean load) {
    NodePath at = path;
    int tag = tags.computeIfAbsent(name, own -> tags.size());
    int copy = nextCopy++;
    copies.put(copy, new Copy(expressions.buffer(source), expressions.buffer(destination), load));
    EvalCode.Value start = value("offset", offset);
    EvalCode.Value length = value("size", size);
    return lane -> {
      long first = EvalExpressions.index(start.of(lane), lane, at.field("offset")) & IntOps.MAX_U32;
      long bytes = EvalExpressions.index(length.of(lane), lane, at.field("size")) & IntOps.MAX_U32;
      if (lane.pending[tag] != 0) {
        throw new ProgramTrapException(
            TrapCode.ASYNC_TAG, at, WorkgroupRun.at(lane) + "began '" + name + "' twice");
      }
      lane.pending[tag] = copy;
      lane.offsets[tag] = first;
      lane.sizes[tag] = bytes;
    };
  }

  @Override
  public EvalCode.Step visit(Node.AsyncWait node) {
    NodePath at = path;
    int tag = tags.computeIfAbsent(node.tag(), own -> tags.size());
    return lane -> {
      if (lane.pending[tag] == 0) {
        throw new ProgramTrapException(
            TrapCode.ASYNC_TAG,
            at,
            WorkgroupRun.at(lane) + "waits for '" + node.tag() + "', which is not pending");
      }
      Copy copy = copies.get(lane.pending[tag]);
      lane.pending[tag] = 0;
      long offset = lane.offsets[tag];
      copy(lane.group.memory, copy, offset, lane.sizes[tag]);
    };
  }

  /** Copies bytes one by one; a source that ends too early goes on with zeros. */
  private static void copy(ProgramMemory memory, Copy copy, long offset, long size) {
    byte[] source = memory.contents(copy.source());
    byte[] destination = memory.contents(copy.destination());
    long from = copy.load() ? offset : 0;
    long to = copy.load() ? 0 : offset;
    for (long i = 0; i < size && to + i < destination.length; i++) {
      destination[(int) (to + i)] = from + i < source.length ? source[(int) (from + i)] : 0;
    }
  }

  @Override
  public EvalCode.Step visit(Node.Trap node) {
    NodePath at = path;
    EvalCode.Value address = value("address", node.address());
    return lane -> {
      long place = EvalExpressions.index(address.of(lane), lane, at) & IntOps.MAX_U32;
      throw new ProgramTrapException(
          TrapCode.TRAP,
          at,
          WorkgroupRun.at(lane) + "trapped with '" + node.tag() + "', address " + place);
    };
  }

  @Override
  public EvalCode.Step visit(Node.IndirectDispatch node) {
    return unsupported("an indirect dispatch");
  }

  @Override
  public EvalCode.Step visit(Node.Resume node) {
    return unsupported("a resume");
  }

  @Override
  public EvalCode.Step visit(Node.AllReduce node) {
    return unsupported("a collective");
  }

  @Override
  public EvalCode.Step visit(Node.AllGather node) {
    return unsupported("a collective");
  }

  @Override
  public EvalCode.Step visit(Node.ReduceScatter node) {
    return unsupported("a collective");
  }

  @Override
  public EvalCode.Step visit(Node.Broadcast node) {
    return unsupported("a collective");
  }
}
