package org.ambivalent.train;

import static org.ambivalent.data.CalibratedTo.MAJORITY;
import static org.ambivalent.data.CalibratedTo.VOTES;
import static org.ambivalent.data.Protocol.ALL_VOTES;

import java.util.List;
import java.util.Locale;
import org.ambivalent.data.AgreementLevel;
import org.ambivalent.data.CalibratedTo;
import org.ambivalent.data.PosteriorScore;
import org.ambivalent.data.Protocol;
import org.ambivalent.train.Bayes.Group;

/** The part of {@link BayesPage} on calibration error, by how far people agree. */
final class BayesAgreement {

    private final List<Group> groups;
    private final Outcomes outcomes;

    BayesAgreement(List<Group> groups, Outcomes outcomes) {
        this.groups = groups;
        this.outcomes = outcomes;
    }

    String text() {
        var page = new StringBuilder(
                "ECE asks how often the most probable emotion is the majority; people ask how probable it"
                        + " is that one of them says so. A prediction that equals the votes where seven of ten agree is 70 % sure and"
                        + " right every time: its ECE against the majority there is 30 %, though it could not be closer to people. The"
                        + " column *ECE of the votes* is that error of the votes themselves. Read ECE within a level beside it: what is"
                        + " near it follows people, what is near 0 is as sure of an ambiguous face as of a clear one. Levels are chosen"
                        + " by the outcome, so ECE within one is not 0 for a calibrated model either.\n\n");
        groups.stream()
                .filter(group -> group.network().equals(groups.get(0).network()))
                .forEach(group -> group.ensemble().score(outcomes).ifPresent(score -> page.append(group.heading())
                        .append(", `" + Bayes.ENSEMBLE + "`:\n\n")
                        .append(levels(score))
                        .append(sentence(score))
                        .append("\n\n")));
        return page.toString();
    }

    private static String levels(PosteriorScore score) {
        var table = new StringBuilder(Outcomes.header(
                "share of the top vote",
                "faces",
                "ECE of the votes, %",
                "ECE, calibrated to the majority, %",
                "its floor, %",
                "ECE, calibrated to votes, %",
                "its floor, %",
                "accuracy, %",
                "DistCE",
                "EntCE",
                "KL"));
        var toMajority = score.agreement().getOrDefault(MAJORITY.key(), List.of());
        var toVotes = score.agreement().getOrDefault(VOTES.key(), List.of());
        for (int i = 0; i < toVotes.size(); i++) {
            var level = toVotes.get(i);
            table.append(Outcomes.row(
                    range(level),
                    level.faces(),
                    BayesPage.percent(level.crowdCalibrationError()),
                    BayesPage.percent(toMajority.get(i).calibrationError()),
                    BayesPage.percent(toMajority.get(i).floor()),
                    BayesPage.percent(level.calibrationError()),
                    BayesPage.percent(level.floor()),
                    BayesPage.percent(level.accuracy()),
                    number(level.distCE()),
                    number(level.entCE()),
                    number(level.kullbackLeibler())));
        }
        return table.append("\n").toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static String range(AgreementLevel level) {
        return String.format(Locale.ROOT, "%.0f to %.0f %%", 100 * level.low(), 100 * level.high());
    }

    /** What the two calibrations do to the two errors. */
    private static String sentence(PosteriorScore score) {
        return "Over all faces with a majority: calibrated to the votes, ECE is "
                + both(score, VOTES, Protocol.MAJORITY, "expectedCalibrationError")
                + " and, over all faces, KL to the votes "
                + score(score, VOTES) + "; calibrated to the majority, ECE is "
                + both(score, MAJORITY, Protocol.MAJORITY, "expectedCalibrationError") + " and KL "
                + score(score, MAJORITY)
                + ".";
    }

    private static String both(PosteriorScore score, CalibratedTo to, Protocol protocol, String measure) {
        return PosteriorRow.interval(score.figure(to, protocol, measure), 1, true) + " % (floor "
                + BayesPage.percent(
                        score.figure(to, protocol, measure + "Floor").value()) + " %)";
    }

    private static String score(PosteriorScore score, CalibratedTo to) {
        return PosteriorRow.interval(score.figure(to, ALL_VOTES, "kullbackLeibler"), 4, false);
    }
}
