package org.ambivalent.train;

import org.ambivalent.core.BadInputException;
import org.ambivalent.data.Augmentation;
import org.ambivalent.train.TrainSettings.Keep;

/**
 * How long each training of an experiment lasts.
 *
 * @param name on the command line
 * @param epochs of one training
 * @param seeds of the rows that matter most; other rows get one
 * @param augmentation how much training faces are changed
 */
public record Recipe(String name, int epochs, int seeds, Augmentation augmentation) {

    /** About eight minutes a training on two cores. */
    static final Recipe QUICK = new Recipe("quick", 16, 3, Augmentation.light());

    /** For headline pairs: about twice as long, and faces changed enough to make use of it. */
    static final Recipe FULL = new Recipe("full", 30, 3, Augmentation.standard());

    /** Whether an experiment that has headline rows trains only these. */
    boolean isForHeadlines() {
        return equals(FULL);
    }

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
        return settings("compact");
    }

    /** The same for another network. */
    public TrainSettings.Builder settings(String network) {
        return TrainSettings.defaults()
                .network(network)
                .epochs(epochs)
                .progressive(Networks.named(network).readsAnySize() ? 0.5 : 0)
                .augmentation(augmentation)
                .averaging(0.998)
                .keep(Keep.LAST);
    }
}
