package org.ambivalent.train;

import org.ambivalent.core.BadInputException;
import org.ambivalent.train.TrainSettings.Keep;

/**
 * How long each training of an experiment lasts.
 *
 * @param name on the command line
 * @param epochs of one training
 * @param seeds of the rows that matter most; other rows get one
 */
public record Recipe(String name, int epochs, int seeds) {

    /** About eight minutes a training on two cores. */
    static final Recipe QUICK = new Recipe("quick", 12, 3);

    /** For headline pairs: as long as pays. */
    static final Recipe FULL = new Recipe("full", 60, 3);

    /** {@link BadInputException} with the recipes there are if there is none of this name. */
    public static Recipe named(String name) {
        return switch (name) {
            case "quick" -> QUICK;
            case "full" -> FULL;
            default -> throw new BadInputException("There is no recipe \"" + name + "\". Use one of: quick, full");
        };
    }

    /** What all trainings of an experiment share. Nothing chooses an epoch, so that validation figures stay fair. */
    public TrainSettings.Builder settings() {
        return TrainSettings.defaults().epochs(epochs).averaging(0.998).keep(Keep.LAST);
    }
}
