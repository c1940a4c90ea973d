package dev.vireo.vir0;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A statement of a program. Source: VIR0 section 5. */
public sealed interface Node {
  /** Calls the method of {@code visitor} that belongs to this kind, and returns its result. */
  <R> R accept(Visitor<R> visitor);

  /** A computation over all kinds; a new kind does not compile before every one knows it. */
  interface Visitor<R> {
    /** Called for a Let. */
    R visit(Let node);

    /** Called for an Assign. */
    R visit(Assign node);

    /** Called for a Store. */
    R visit(Store node);

    /** Called for an If. */
    R visit(If node);

    /** Called for a Loop. */
    R visit(Loop node);

    /** Called for a Return. */
    R visit(Return node);

    /** Called for a Block. */
    R visit(Block node);

    /** Called for a Barrier. */
    R visit(Barrier node);

    /** Called for an IndirectDispatch. */
    R visit(IndirectDispatch node);

    /** Called for an AsyncLoad. */
    R visit(AsyncLoad node);

    /** Called for an AsyncWait. */
    R visit(AsyncWait node);

    /** Called for a Region. */
    R visit(Region node);

    /** Called for an AsyncStore. */
    R visit(AsyncStore node);

    /** Called for a Trap. */
    R visit(Trap node);

    /** Called for a Resume. */
    R visit(Resume node);

    /** Called for an AllReduce. */
    R visit(AllReduce node);

    /** Called for an AllGather. */
    R visit(AllGather node);

    /** Called for a ReduceScatter. */
    R visit(ReduceScatter node);

    /** Called for a Broadcast. */
    R visit(Broadcast node);
  }

  /** Declares a variable that is visible to the end of its statement list. */
  record Let(String name, Expr value) implements Node {
    /** Refuses null. */
    public Let {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(value, "value");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Changes a variable. */
  record Assign(String name, Expr value) implements Node {
    /** Refuses null. */
    public Assign {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(value, "value");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Stores into a buffer; dropped beyond its end. */
  record Store(String buffer, Expr index, Expr value) implements Node {
    /** Refuses null. */
    public Store {
      Objects.requireNonNull(buffer, "buffer");
      Objects.requireNonNull(index, "index");
      Objects.requireNonNull(value, "value");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** One of two statement lists. */
  record If(Expr condition, List<Node> then, List<Node> otherwise) implements Node {
    /** Keeps copies of the lists, and refuses null. */
    public If {
      Objects.requireNonNull(condition, "condition");
      then = List.copyOf(then);
      otherwise = List.copyOf(otherwise);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The body for each u32 from {@code from} to below {@code to}, evaluated once. */
  record Loop(String variable, Expr from, Expr to, List<Node> body) implements Node {
    /** Keeps a copy of the list, and refuses null. */
    public Loop {
      Objects.requireNonNull(variable, "variable");
      Objects.requireNonNull(from, "from");
      Objects.requireNonNull(to, "to");
      body = List.copyOf(body);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Ends the invocation. */
  record Return() implements Node {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Statements with a scope of their own. */
  record Block(List<Node> body) implements Node {
    /** Keeps a copy of the list. */
    public Block {
      body = List.copyOf(body);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Waits for all invocations of the workgroup that have not ended. */
  record Barrier(MemoryOrdering ordering) implements Node {
    /** Refuses null. */
    public Barrier {
      Objects.requireNonNull(ordering, "ordering");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** A dispatch whose extent stands in a buffer; no engine runs it. */
  record IndirectDispatch(String buffer, long offset) implements Node {
    /** Refuses null. */
    public IndirectDispatch {
      Objects.requireNonNull(buffer, "buffer");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * Begins to copy {@code size} bytes from {@code offset} of the source to the start of the
   * destination.
   */
  record AsyncLoad(String source, String destination, Expr offset, Expr size, String tag)
      implements Node {
    /** Refuses null. */
    public AsyncLoad {
      Objects.requireNonNull(source, "source");
      Objects.requireNonNull(destination, "destination");
      Objects.requireNonNull(offset, "offset");
      Objects.requireNonNull(size, "size");
      Objects.requireNonNull(tag, "tag");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Ends the copy that was begun with the tag. */
  record AsyncWait(String tag) implements Node {
    /** Refuses null. */
    public AsyncWait {
      Objects.requireNonNull(tag, "tag");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Statements that one generator produced, with a scope of their own. */
  record Region(String generator, Optional<String> source, List<Node> body) implements Node {
    /** Keeps a copy of the list, and refuses null. */
    public Region {
      Objects.requireNonNull(generator, "generator");
      Objects.requireNonNull(source, "source");
      body = List.copyOf(body);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * Begins to copy {@code size} bytes from the start of the source to {@code offset} of the
   * destination.
   */
  record AsyncStore(String source, String destination, Expr offset, Expr size, String tag)
      implements Node {
    /** Refuses null. */
    public AsyncStore {
      Objects.requireNonNull(source, "source");
      Objects.requireNonNull(destination, "destination");
      Objects.requireNonNull(offset, "offset");
      Objects.requireNonNull(size, "size");
      Objects.requireNonNull(tag, "tag");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Stops the program with an error. */
  record Trap(Expr address, String tag) implements Node {
    /** Refuses null. */
    public Trap {
      Objects.requireNonNull(address, "address");
      Objects.requireNonNull(tag, "tag");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Goes on after a trap; no engine runs it. */
  record Resume(String tag) implements Node {
    /** Refuses null. */
    public Resume {
      Objects.requireNonNull(tag, "tag");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** A collective between devices; no engine runs it. */
  record AllReduce(String buffer, CollectiveOp op, long group) implements Node {
    /**
     * Refuses null.
     *
     * @throws IllegalArgumentException when {@code group} is not between 0 and 2^32 - 1
     */
    public AllReduce {
      Objects.requireNonNull(buffer, "buffer");
      Objects.requireNonNull(op, "op");
      U32.require("group", group);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** A collective between devices; no engine runs it. */
  record AllGather(String input, String output, long group) implements Node {
    /**
     * Refuses null.
     *
     * @throws IllegalArgumentException when {@code group} is not between 0 and 2^32 - 1
     */
    public AllGather {
      Objects.requireNonNull(input, "input");
      Objects.requireNonNull(output, "output");
      U32.require("group", group);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** A collective between devices; no engine runs it. */
  record ReduceScatter(String input, String output, CollectiveOp op, long group) implements Node {
    /**
     * Refuses null.
     *
     * @throws IllegalArgumentException when {@code group} is not between 0 and 2^32 - 1
     */
    public ReduceScatter {
      Objects.requireNonNull(input, "input");
      Objects.requireNonNull(output, "output");
      Objects.requireNonNull(op, "op");
      U32.require("group", group);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** A collective between devices; no engine runs it. */
  record Broadcast(String buffer, long root, long group) implements Node {
    /**
     * Refuses null.
     *
     * @throws IllegalArgumentException when {@code root} or {@code group} is not between 0 and 2^32
     *     - 1
     */
    public Broadcast {
      Objects.requireNonNull(buffer, "buffer");
      U32.require("root", root);
      U32.require("group", group);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }
}
