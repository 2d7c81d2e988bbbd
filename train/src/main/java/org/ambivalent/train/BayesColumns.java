package org.ambivalent.train;

import static org.ambivalent.data.CalibratedTo.NOTHING;
import static org.ambivalent.data.Protocol.ALL_VOTES;

import org.ambivalent.data.CalibratedTo;
import org.ambivalent.data.Protocol;
import org.ambivalent.train.PosteriorRow.Column;

/** What the tables of {@link BayesPage} show, and its sentences speak of. */
final class BayesColumns {

    static final Column RAW_CLOSENESS =
            Column.number("Jensen-Shannon, not calibrated", NOTHING, ALL_VOTES, "jensenShannon");
    static final Column ACCURACY = Column.share("accuracy, %", NOTHING, Protocol.MAJORITY, "accuracy");
    static final Column MORE_ACCURATE =
            Column.share("above a network alone, points", NOTHING, Protocol.MAJORITY, "accuracyOverAlone");

    private BayesColumns() {}

    static Column closeness(CalibratedTo to) {
        return Column.number("Jensen-Shannon", to, ALL_VOTES, "jensenShannon");
    }

    static Column five(CalibratedTo to) {
        return Column.number("JS to five votes less JS of five to five", to, ALL_VOTES, "jensenShannonOverHalves");
    }

    static Column correlation(CalibratedTo to) {
        return Column.number("entropy correlation", to, ALL_VOTES, "entropyCorrelation");
    }

    static Column error(CalibratedTo to) {
        return Column.share("ECE, %", to, Protocol.MAJORITY, "expectedCalibrationError");
    }

    static Column floor(CalibratedTo to) {
        return Column.share("its floor, %", to, Protocol.MAJORITY, "expectedCalibrationErrorFloor");
    }

    static Column auroc(String title, Protocol protocol, String measure) {
        return new Column(title, NOTHING, protocol, measure, 3);
    }
}
