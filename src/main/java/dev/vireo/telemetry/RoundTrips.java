package dev.vireo.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * How long slots took from their submission, once there was room for them, until somebody saw their
 * completion: the thread that waited, or the pump. A sample of the slots, all of them when no more
 * than some dozens are outstanding, drawn independently of how long they take.
 *
 * @param buckets how many took how long, the shortest first; empty ones are left out
 * @param totalNanos time of all together, in nanoseconds
 * @param mostNanos the longest one since the megakernel was opened, in nanoseconds
 */
public record RoundTrips(List<Bucket> buckets, long totalNanos, long mostNanos) {
  /** No round trip, as where none are measured. */
  public static final RoundTrips NONE = new RoundTrips(List.of(), 0, 0);

  /**
   * Round trips that took about as long as each other.
   *
   * @param mostNanos longest time that counts here, in nanoseconds, at most a sixteenth above the
   *     shortest one; the last bucket, from 69 minutes on, takes everything longer
   * @param count round trips
   */
  public record Bucket(long mostNanos, long count) {}

  /** Copies the list. */
  public RoundTrips {
    buckets = List.copyOf(buckets);
  }

  /** Returns how many round trips were measured. */
  public long count() {
    return buckets.stream().mapToLong(Bucket::count).sum();
  }

  /**
   * Returns the time within which this part of the round trips was over, in nanoseconds, at most a
   * sixteenth too long; 0 when there are none.
   *
   * @param percentile 0 to 100
   * @throws IllegalArgumentException when it is another number
   */
  public long percentile(double percentile) {
    if (!(percentile >= 0 && percentile <= 100)) {
      throw new IllegalArgumentException("a percentile lies between 0 and 100, got " + percentile);
    }
    double wanted = Math.max(1, count() * percentile / 100);
    long seen = 0;
    for (Bucket bucket : buckets) {
      seen += bucket.count();
      if (seen >= wanted) {
        return Math.min(bucket.mostNanos(), mostNanos);
      }
    }
    return 0;
  }

  /**
   * Returns a bucket for each power of two nanoseconds, from the shortest round trip to the longest
   * one, to be drawn; those between may be empty. None when there are no round trips.
   */
  public List<Bucket> byPowersOfTwo() {
    TreeMap<Long, Long> counts = new TreeMap<>();
    for (Bucket bucket : buckets) {
      long end = 2 * Long.highestOneBit(Math.max(1, bucket.mostNanos()));
      counts.merge(end, bucket.count(), Long::sum);
    }
    for (long end = counts.isEmpty() ? 0 : counts.firstKey();
        end != 0 && end < counts.lastKey();
        end *= 2) {
      counts.putIfAbsent(end, 0L);
    }
    List<Bucket> all = new ArrayList<>();
    counts.forEach((end, count) -> all.add(new Bucket(end - 1, count)));
    return all;
  }

  /** Returns these and others together. */
  public RoundTrips plus(RoundTrips others) {
    return with(others, 1, totalNanos + others.totalNanos, Math.max(mostNanos, others.mostNanos));
  }

  /**
   * Returns those that came after {@code earlier}, which are some of these; the longest one is then
   * as long as its bucket.
   */
  public RoundTrips since(RoundTrips earlier) {
    RoundTrips later = with(earlier, -1, totalNanos - earlier.totalNanos, Long.MAX_VALUE);
    List<Bucket> left = later.buckets;
    long longest = left.isEmpty() ? 0 : left.get(left.size() - 1).mostNanos();
    return new RoundTrips(left, later.totalNanos, Math.min(longest, mostNanos));
  }

  private RoundTrips with(RoundTrips others, int sign, long total, long most) {
    TreeMap<Long, Long> counts = new TreeMap<>();
    buckets.forEach(each -> counts.put(each.mostNanos(), each.count()));
    others.buckets.forEach(each -> counts.merge(each.mostNanos(), sign * each.count(), Long::sum));
    List<Bucket> all = new ArrayList<>();
    counts.forEach(
        (nanos, count) -> {
          if (count > 0) {
            all.add(new Bucket(nanos, count));
          }
        });
    return new RoundTrips(all, Math.max(0, total), most);
  }
}
