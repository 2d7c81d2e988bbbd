package org.ambivalent.data;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Optional;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.Distribution;
import org.ambivalent.decide.AbstentionRule;
import org.ambivalent.decide.RiskGuarantee;

/**
 * Whether abstaining keeps its promise: many times, a rule is made on one random half of the faces and judged on the other. A
 * wrong answer is one that is not the majority, or, under all votes, not the one vote that is drawn for each face and pair of halves.
 * Judged is the risk of the other half, which varies by chance around the true one that the guarantee is about.
 *
 * @param protocol "majority" or "all"
 * @param targetRisk the share of wrong answers among those given that is not to be exceeded
 * @param delta how often it may be, at most
 * @param halves how many times
 * @param exceeded how many times the answers given to the other half were wrong more often than the target
 * @param refused how many times there was no rule with the guarantee, so that no answer is given
 * @param meanCoverage the share of faces answered, over all times
 * @param meanRisk the share of wrong answers among those given, mean over the times that any was; NaN if none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RiskCheck(
        String protocol,
        double targetRisk,
        double delta,
        int halves,
        int exceeded,
        int refused,
        double meanCoverage,
        double meanRisk) {

    /** The risk asked for. */
    public static final double TARGET = 0.05;

    /** The rule that some faces give, if any has the guarantee. */
    static Optional<AbstentionRule> rule(List<Answer> answers) {
        var guarantee = new RiskGuarantee();
        answers.forEach(answer -> guarantee.add(answer.doubt(), answer.wrong()));
        try {
            return Optional.of(guarantee.rule(TARGET, RiskGuarantee.DEFAULT_DELTA));
        } catch (BadInputException e) {
            // Too few faces, or too many wrong: a user would be told; here it is what is counted.
            return Optional.empty();
        }
    }

    /** What is said of a face: how doubtfully, and whether it is wrong. */
    record Answer(double doubt, boolean wrong) {

        static Answer of(JudgedFace face, List<Distribution> predicted, int right) {
            var p = predicted.get(face.index());
            return new Answer(AbstentionRule.doubt(p), p.top() != right);
        }
    }

    static RiskCheck of(List<JudgedFace> faces, List<Distribution> predicted, Protocol protocol) {
        int exceeded = 0;
        int refused = 0;
        int answering = 0;
        double coverage = 0;
        double risks = 0;
        for (int seed = 1; seed <= CoverageCheck.HALVES; seed++) {
            int drawn = seed;
            var answers = faces.stream()
                    .map(face -> Answer.of(face, predicted, face.promised(protocol, drawn)))
                    .toList();
            var halves = RandomHalves.of(faces.size(), seed);
            var rule = rule(halves.half(true).mapToObj(answers::get).toList());
            var judged = halves.half(false).mapToObj(answers::get).toList();
            var answered = judged.stream()
                    .filter(answer -> rule.isPresent() && rule.get().accepts(answer.doubt()))
                    .toList();
            refused += rule.isPresent() ? 0 : 1;
            if (!answered.isEmpty()) {
                double risk = (double) answered.stream().filter(Answer::wrong).count() / answered.size();
                answering++;
                risks += risk;
                exceeded += risk > TARGET ? 1 : 0;
                coverage += (double) answered.size() / judged.size();
            }
        }
        return new RiskCheck(
                protocol.key(),
                TARGET,
                RiskGuarantee.DEFAULT_DELTA,
                CoverageCheck.HALVES,
                exceeded,
                refused,
                Rounded.of(coverage / CoverageCheck.HALVES),
                Rounded.of(risks / answering));
    }
}
