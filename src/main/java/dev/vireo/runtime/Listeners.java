package dev.vireo.runtime;

import dev.vireo.protocol.CompletionExpiredException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who wants to be told of which completion. Whoever takes completions collects what is to be told,
 * before it can expire; the pump's thread tells. It costs one volatile read a turn while nobody
 * listens.
 */
final class Listeners {
  private static final Logger LOG = System.getLogger(Listeners.class.getName());

  private final AtomicInteger registered = new AtomicInteger();
  private final TreeMap<Long, List<CompletionListener>> bySequence = new TreeMap<>();
  private final Queue<Runnable> due = new ConcurrentLinkedQueue<>();

  /** Returns whether somebody waits to be told. */
  boolean any() {
    return registered.get() != 0 || !due.isEmpty();
  }

  /** Returns whether there is something to tell. */
  boolean due() {
    return !due.isEmpty();
  }

  void add(long sequence, CompletionListener listener) {
    synchronized (bySequence) {
      bySequence.computeIfAbsent(sequence, key -> new ArrayList<>(1)).add(listener);
      registered.incrementAndGet();
    }
  }

  /** Takes a listener back; returns whether it was still there, so that nobody will tell it. */
  boolean remove(long sequence, CompletionListener listener) {
    synchronized (bySequence) {
      List<CompletionListener> same = bySequence.get(sequence);
      if (same == null || !same.remove(listener)) {
        return false;
      }
      registered.decrementAndGet();
      if (same.isEmpty()) {
        bySequence.remove(sequence);
      }
      return true;
    }
  }

  /**
   * Notes what is to be told of the completions that have been taken; called after a full fence
   * that follows them.
   *
   * @param prefix sequence below which everything has completed
   * @param ahead whether something that is not below it may have completed as well
   */
  void collect(CompletionStore store, long prefix, boolean ahead) {
    if (registered.get() == 0) {
      return;
    }
    synchronized (bySequence) {
      Iterator<Map.Entry<Long, List<CompletionListener>>> entries =
          (ahead ? bySequence : bySequence.headMap(prefix)).entrySet().iterator();
      while (entries.hasNext()) {
        Map.Entry<Long, List<CompletionListener>> entry = entries.next();
        long sequence = entry.getKey();
        if (sequence < prefix || store.has(sequence)) {
          List<CompletionListener> listeners = entry.getValue(); // removing changes the entry
          entries.remove();
          registered.addAndGet(-listeners.size());
          listeners.forEach(listener -> due.add(telling(store, sequence, listener)));
        }
      }
    }
  }

  // A listener that registered late may come when its completion has expired already: it hears
  // that.
  private static Runnable telling(
      CompletionStore store, long sequence, CompletionListener listener) {
    try {
      int status = store.status(sequence);
      long results = store.results(sequence);
      return () -> listener.completed(sequence, status, results);
    } catch (CompletionExpiredException expired) {
      return () -> listener.failed(expired);
    }
  }

  /** Tells one listener of a completion that was taken, on this thread. */
  static void tell(CompletionStore store, long sequence, CompletionListener listener) {
    guarded(telling(store, sequence, listener));
  }

  /** Tells what is due, on this thread. */
  void tell() {
    for (Runnable telling = due.poll(); telling != null; telling = due.poll()) {
      guarded(telling);
    }
  }

  void fail(RuntimeException cause) {
    List<CompletionListener> all = new ArrayList<>();
    synchronized (bySequence) {
      bySequence.values().forEach(all::addAll);
      bySequence.clear();
      registered.set(0);
    }
    tell();
    all.forEach(listener -> guarded(() -> listener.failed(cause)));
  }

  // A callback that throws must not stop the pump, which serves everybody else.
  private static void guarded(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "a completion callback threw", e);
    }
  }
}
