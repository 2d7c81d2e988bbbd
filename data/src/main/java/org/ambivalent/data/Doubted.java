package org.ambivalent.data;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ambivalent.metrics.Bootstrap;
import org.ambivalent.metrics.Estimate;
import org.ambivalent.metrics.Ranking;
import org.ambivalent.metrics.RiskCoverage;

/**
 * A face as an order of doubts sees it.
 *
 * @param doubt not NaN
 * @param bad whether it is what a doubt is to find: a wrong answer, or people who disagree
 */
record Doubted(double doubt, boolean bad) {

    private static final Comparator<Doubted> BY_DOUBT = Comparator.comparingDouble(Doubted::doubt);

    private void addTo(RiskCoverage curve) {
        curve.add(doubt, bad ? 1 : 0);
    }

    private void addTo(Ranking ranking) {
        ranking.add(doubt, bad);
    }

    static RiskCoverage curve(List<Doubted> faces) {
        var curve = new RiskCoverage();
        faces.stream().sorted(BY_DOUBT).forEach(face -> face.addTo(curve));
        return curve;
    }

    static List<Estimate> risks(
            Bootstrap bootstrap, List<Doubted> faces, List<ToDoubleFunction<RiskCoverage>> readings) {
        return bootstrap.estimatesInOrder(
                BY_DOUBT, RiskCoverage::new, (RiskCoverage curve, Doubted face) -> face.addTo(curve), readings, faces);
    }

    static List<Estimate> rankings(Bootstrap bootstrap, List<Doubted> faces, List<ToDoubleFunction<Ranking>> readings) {
        return bootstrap.estimatesInOrder(
                BY_DOUBT, Ranking::new, (Ranking ranking, Doubted face) -> face.addTo(ranking), readings, faces);
    }

    static Estimate auroc(Bootstrap bootstrap, List<Doubted> faces) {
        return rankings(bootstrap, faces, List.of(Ranking::auroc)).get(0);
    }
}
