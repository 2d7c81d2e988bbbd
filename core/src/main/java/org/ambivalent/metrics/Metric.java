package org.ambivalent.metrics;

/**
 * A measure over faces that accumulates, combines and reads, so that one class serves a loop, a stream and a cluster.
 *
 * <p>Laws, held by one contract test for every metric:
 * <ul>
 *   <li>the value does not depend on the order of faces beyond rounding;
 *   <li>accumulating in parts and combining them equals accumulating the whole;
 *   <li>an empty metric's value is NaN, and combining with an empty metric changes nothing.
 * </ul>
 * Instances are mutable and belong to one thread.
 *
 * @param <M> the metric itself
 */
public interface Metric<M extends Metric<M>> {

    /** Takes one face into account. */
    void add(Observation observation);

    /** Takes all faces of another metric of the same settings into account; the other is unchanged. */
    void combine(M other);

    /** The measure over all faces so far; NaN if there is none. */
    double value();
}
