package dev.vireo.runtime;

import dev.vireo.protocol.CompletionExpiredException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who wants to be told of which completion. The pump pays one volatile read a slice while nobody
 * does.
 */
final class Listeners {
  private static final Logger LOG = System.getLogger(Listeners.class.getName());

  private final AtomicInteger registered = new AtomicInteger();
  private final Map<Long, List<CompletionListener>> bySequence = new HashMap<>();

  void add(long sequence, CompletionListener listener) {
    synchronized (bySequence) {
      bySequence.computeIfAbsent(sequence, key -> new ArrayList<>(1)).add(listener);
      registered.incrementAndGet();
    }
  }

  /**
   * Tells everybody whose slot has completed by now; called after a full fence that follows the
   * completions.
   *
   * @param prefix sequence below which everything has completed, read before the store
   */
  void tell(CompletionStore store, long prefix) {
    if (registered.get() == 0) {
      return;
    }
    Map<Long, List<CompletionListener>> due = new HashMap<>();
    synchronized (bySequence) {
      bySequence.forEach(
          (sequence, listeners) -> {
            if (sequence < prefix || store.has(sequence)) {
              due.put(sequence, listeners);
            }
          });
      due.keySet().forEach(bySequence::remove);
      due.values().forEach(listeners -> registered.addAndGet(-listeners.size()));
    }
    due.forEach((sequence, listeners) -> tell(store, sequence, listeners));
  }

  // A listener that registers late, or on a thread that is slow, may come when its completion has
  // expired already: it hears that.
  private static void tell(
      CompletionStore store, long sequence, List<CompletionListener> listeners) {
    int status;
    long results;
    try {
      status = store.status(sequence);
      results = store.results(sequence);
    } catch (CompletionExpiredException expired) {
      listeners.forEach(listener -> guarded(() -> listener.failed(expired)));
      return;
    }
    listeners.forEach(listener -> guarded(() -> listener.completed(sequence, status, results)));
  }

  void fail(RuntimeException cause) {
    List<CompletionListener> all = new ArrayList<>();
    synchronized (bySequence) {
      bySequence.values().forEach(all::addAll);
      bySequence.clear();
      registered.set(0);
    }
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
