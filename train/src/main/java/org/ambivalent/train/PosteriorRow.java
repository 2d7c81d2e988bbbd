package org.ambivalent.train;

import java.util.Locale;
import java.util.Optional;
import org.ambivalent.data.CalibratedTo;
import org.ambivalent.data.PosteriorScore;
import org.ambivalent.data.PosteriorScore.Spread;
import org.ambivalent.data.Protocol;
import org.ambivalent.metrics.Estimate;

/**
 * A row of the tables on posteriors.
 *
 * @param name of the posterior
 * @param trial whose result it shows
 * @param ofMembers whether it shows the members of the trial's ensemble, each alone, and not their mean prediction
 */
record PosteriorRow(String name, Trial trial, boolean ofMembers) {

    private static final String MISSING = "-";

    /**
     * A column.
     *
     * @param title of the column
     * @param to what predictions are calibrated to
     * @param protocol which faces count
     * @param measure its name in {@link PosteriorScore#figures()}
     * @param decimals shown; a share is shown in percent with one
     */
    record Column(String title, CalibratedTo to, Protocol protocol, String measure, int decimals) {

        static Column share(String title, CalibratedTo to, Protocol protocol, String measure) {
            return new Column(title, to, protocol, measure, 1);
        }

        static Column number(String title, CalibratedTo to, Protocol protocol, String measure) {
            return new Column(title, to, protocol, measure, 4);
        }

        private boolean isShare() {
            return decimals == 1;
        }

        String format(double value) {
            return PosteriorRow.format(value, decimals, isShare());
        }
    }

    static String format(double value, int decimals, boolean isShare) {
        return Double.isNaN(value)
                ? MISSING
                : String.format(Locale.ROOT, "%." + decimals + "f", isShare ? 100 * value : value);
    }

    Optional<PosteriorScore> score(Outcomes outcomes) {
        return outcomes.of(trial).flatMap(result -> Optional.ofNullable(result.posterior()));
    }

    /** The figure, NaN where it is not there. */
    double value(Outcomes outcomes, Column column) {
        return score(outcomes)
                .map(score -> ofMembers
                        ? spread(score, column).mean()
                        : estimate(score, column).value())
                .orElse(Double.NaN);
    }

    /** "0.0651 [0.0630, 0.0672]", or for members "0.0701 ± 0.0005". */
    String cell(Outcomes outcomes, Column column) {
        return score(outcomes)
                .map(score -> ofMembers ? cell(spread(score, column), column) : cell(estimate(score, column), column))
                .orElse(MISSING);
    }

    /** The figure alone, without its interval. */
    String plain(Outcomes outcomes, Column column) {
        return column.format(value(outcomes, column));
    }

    static Estimate estimate(PosteriorScore score, Column column) {
        return score.figure(column.to(), column.protocol(), column.measure());
    }

    private static Spread spread(PosteriorScore score, Column column) {
        return score.member(column.to(), column.protocol(), column.measure());
    }

    private static String cell(Spread spread, Column column) {
        return Double.isNaN(spread.mean())
                ? MISSING
                : column.format(spread.mean()) + " ± " + column.format(spread.deviation());
    }

    private static String cell(Estimate estimate, Column column) {
        return interval(estimate, column.decimals(), column.isShare());
    }

    /** A value with its interval where it has one. */
    static String interval(Estimate estimate, int decimals, boolean isShare) {
        String value = format(estimate.value(), decimals, isShare);
        return Double.isNaN(estimate.low())
                ? value
                : value + " [" + format(estimate.low(), decimals, isShare) + ", "
                        + format(estimate.high(), decimals, isShare) + "]";
    }

    static String interval(Spread spread, int decimals, boolean isShare) {
        return Double.isNaN(spread.mean())
                ? MISSING
                : format(spread.mean(), decimals, isShare) + " ± " + format(spread.deviation(), decimals, isShare);
    }
}
