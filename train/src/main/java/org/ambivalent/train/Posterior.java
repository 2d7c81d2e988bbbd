package org.ambivalent.train;

import java.util.List;
import org.ambivalent.core.BadInputException;
import org.ambivalent.core.PosteriorSpec;
import org.ambivalent.core.PosteriorSpec.Masking;

/** How doubt is represented: what training hides, and what is averaged when a model predicts. */
public sealed interface Posterior {

    /** The run-time half, which travels in the model file. */
    PosteriorSpec spec();

    /** What training hides. */
    Chance training();

    /** Which layers chance enters. */
    Stochastic where();

    /** How many networks are trained, each from a seed of its own. */
    default int networks() {
        return 1;
    }

    /** How many heads each network has. */
    default int heads() {
        return 1;
    }

    /** The same networks and heads with nothing hidden when they predict. */
    Posterior whole();

    /** Names for the command line. */
    static List<String> names() {
        return List.of(
                "deterministic", "mc-dropout", "mc-dropconnect", Members.ENSEMBLE + "M", Members.SUB_ENSEMBLE + "M");
    }

    /** The posterior that settings ask for. */
    static Posterior of(TrainSettings settings) {
        return named(settings.posterior(), settings.stochastic(), settings.dropout(), settings.dropConnect());
    }

    /**
     * The posterior of a name.
     *
     * @param dropout share of its inputs that a layer does not see, in training or always
     * @param dropConnect share of its weights that a layer does not use
     * @throws BadInputException if there is none of this name
     */
    static Posterior named(String name, Stochastic where, double dropout, double dropConnect) {
        if (name.startsWith(Members.ENSEMBLE)) {
            return new Members("ensemble", Members.number(name, Members.ENSEMBLE), 1, dropout, where);
        }
        if (name.startsWith(Members.SUB_ENSEMBLE)) {
            return new Members("sub-ensemble", 1, Members.number(name, Members.SUB_ENSEMBLE), dropout, where);
        }
        return switch (name) {
            case "deterministic" -> new Members(name, 1, 1, dropout, where);
            case "mc-dropout" -> new MonteCarlo(name, Masking.DROPOUT, dropout, where);
            case "mc-dropconnect" -> new MonteCarlo(name, Masking.DROPCONNECT, dropConnect, where);
            default ->
                throw new BadInputException(
                        "There is no posterior \"" + name + "\". Use one of: " + String.join(", ", names()));
        };
    }

    /**
     * One or several answers that are the same every time, whose probabilities are averaged; dropout (Srivastava et al. 2014,
     * "Dropout: a simple way to prevent neural networks from overfitting") only in training.
     *
     * <ul>
     *   <li>deterministic: one network with one head
     *   <li>ensemble: networks from different seeds (Lakshminarayanan et al. 2017, arXiv 1612.01474)
     *   <li>sub-ensemble: heads on one network (Valdenegro-Toro 2019, arXiv 1910.08168). They are trained together, their
     *       losses added up, where the source trains the network with the first head and then the others on its features; each
     *       starts from other weights and drops other features
     * </ul>
     */
    record Members(String name, int networks, int heads, double dropout, Stochastic where) implements Posterior {

        static final String ENSEMBLE = "ensemble:";
        static final String SUB_ENSEMBLE = "sub-ensemble:";

        /** The M behind a prefix. */
        private static int number(String name, String prefix) {
            String count = name.substring(prefix.length());
            if (!count.matches("[1-9][0-9]{0,2}") || count.equals("1")) {
                throw new BadInputException("A posterior \"" + prefix + "M\" has 2 to 999 members, but got \"" + count
                        + "\". Five are usual: " + prefix + "5");
            }
            return Integer.parseInt(count);
        }

        @Override
        public PosteriorSpec spec() {
            return new PosteriorSpec(name, networks * heads, Masking.NONE, 0, 1);
        }

        @Override
        public Posterior whole() {
            return this;
        }

        @Override
        public Chance training() {
            return dropout == 0 ? Chance.NONE : new TrainingChance(Masking.DROPOUT, dropout, where);
        }
    }

    /**
     * What training hides stays hidden when the network predicts, differently in every sample: MC-Dropout (Gal and Ghahramani
     * 2016, arXiv 1506.02142) and MC-DropConnect (Mobiny et al. 2019, arXiv 1906.04569). The probabilities of the samples are
     * averaged. Batch normalisation uses its running statistics, so samples differ by their masks alone.
     *
     * @param rate the share that is hidden, in (0, 1)
     */
    record MonteCarlo(String name, Masking masking, double rate, Stochastic where) implements Posterior {

        private static final int SAMPLES = 50;

        public MonteCarlo {
            if (!(rate > 0 && rate < 1)) {
                throw new BadInputException("The posterior " + name + " hides a share in (0, 1), but got " + rate
                        + ". Correct --" + (masking == Masking.DROPOUT ? "dropout" : "dropconnect")
                        + ", or use --posterior deterministic.");
            }
        }

        @Override
        public PosteriorSpec spec() {
            return new PosteriorSpec(name, 1, masking, rate, SAMPLES);
        }

        @Override
        public Posterior whole() {
            return new Members("deterministic", 1, 1, 0, where);
        }

        @Override
        public Chance training() {
            return new TrainingChance(masking, rate, where);
        }
    }
}
