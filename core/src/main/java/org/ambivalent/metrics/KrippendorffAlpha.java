package org.ambivalent.metrics;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;

/**
 * Krippendorff's alpha: how far people who judge the same things agree, beyond what chance would bring. With the values that
 * were given to unit u by its m_u judges, a difference d between values, and n the number of values of all units that have at
 * least two (others say nothing about agreement and are left out):
 * <pre>
 *   D_o   = 1/n sum_u 1/(m_u - 1) sum_{i != j in u} d(v_i, v_j)      observed
 *   D_e   = 1/(n (n - 1)) sum_{c, k} n_c n_k d(c, k)                 expected; n_c: how often value c was given
 *   alpha = 1 - D_o / D_e
 * </pre>
 * 1 is full agreement, 0 what chance brings, and less is possible where people disagree systematically. Not every judge has to
 * judge every unit. NaN if no unit has two values, or all values are the same: then nothing could have differed.
 *
 * <p>The difference is what Krippendorff writes as delta squared: 0 or 1 for names ({@link #nominal()}); for sets of names the
 * share that two sets do not have in common, 1 - |A and B| / |A or B| (Jaccard), which is the nominal one where every set has one
 * name ({@link #ofSets()}).
 *
 * <p>Accumulates, combines and reads.
 *
 * <p>Source: Krippendorff 2011, <a href="https://repository.upenn.edu/handle/20.500.14332/2089">Computing Krippendorff's
 * Alpha-Reliability</a>; sets under a distance of their own: Passonneau 2006, <a
 * href="https://aclanthology.org/L06-1392/">Measuring Agreement on Set-valued Items</a>.
 *
 * @param <V> what a judge says of a unit, compared by value
 */
public final class KrippendorffAlpha<V> {

    private final ToDoubleBiFunction<V, V> difference;
    private final Map<V, Long> given = new HashMap<>();
    private double observed;
    private long values;
    private int units;

    private KrippendorffAlpha(ToDoubleBiFunction<V, V> difference) {
        this.difference = difference;
    }

    /** Of names: two differ or they do not. */
    public static <V> KrippendorffAlpha<V> nominal() {
        return new KrippendorffAlpha<>((one, other) -> one.equals(other) ? 0 : 1);
    }

    /** Of sets of names. Two empty sets do not differ. */
    public static <E> KrippendorffAlpha<Set<E>> ofSets() {
        return new KrippendorffAlpha<>(KrippendorffAlpha::jaccard);
    }

    /**
     * Under any difference.
     *
     * @param difference symmetric, at least 0, and 0 for equal values
     */
    public static <V> KrippendorffAlpha<V> under(ToDoubleBiFunction<V, V> difference) {
        return new KrippendorffAlpha<>(difference);
    }

    private static <E> double jaccard(Set<E> one, Set<E> other) {
        var common = new HashSet<>(one);
        common.retainAll(other);
        int all = one.size() + other.size() - common.size();
        return all == 0 ? 0 : 1 - (double) common.size() / all;
    }

    /** Takes one unit into account: what each of its judges said, in any order. */
    public void add(List<V> said) {
        if (said.size() < 2) {
            return;
        }
        double sum = 0;
        for (int i = 0; i < said.size(); i++) {
            for (int j = 0; j < i; j++) {
                sum += 2 * difference.applyAsDouble(said.get(i), said.get(j));
            }
        }
        observed += sum / (said.size() - 1);
        said.forEach(value -> given.merge(value, 1L, Long::sum));
        values += said.size();
        units++;
    }

    /** Takes all units of another one, of the same difference, into account; the other is unchanged. */
    public void combine(KrippendorffAlpha<V> other) {
        other.given.forEach((value, count) -> given.merge(value, count, Long::sum));
        observed += other.observed;
        values += other.values;
        units += other.units;
    }

    /** How many units had at least two judges. */
    public int units() {
        return units;
    }

    /** How many values these units have. */
    public long values() {
        return values;
    }

    /** Alpha; NaN if it is undefined. */
    public double value() {
        double expected = 0;
        for (var one : given.entrySet()) {
            for (var other : given.entrySet()) {
                expected += (double) one.getValue()
                        * other.getValue()
                        * difference.applyAsDouble(one.getKey(), other.getKey());
            }
        }
        return expected == 0 ? Double.NaN : 1 - (values - 1) * observed / expected;
    }
}
