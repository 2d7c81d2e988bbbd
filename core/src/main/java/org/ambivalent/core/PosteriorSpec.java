package org.ambivalent.core;

/**
 * The run-time half of a posterior, as it stands in a model file: what has to be averaged to get a prediction.
 *
 * @param name the name the posterior was trained under, such as "deterministic"
 * @param members how many networks the file holds; their probabilities are averaged
 */
public record PosteriorSpec(String name, int members) {

    public static final PosteriorSpec DETERMINISTIC = new PosteriorSpec("deterministic", 1);

    public PosteriorSpec {
        if (name.isBlank() || members < 1) {
            throw new IllegalArgumentException(
                    "A posterior has a name and at least 1 member, but got \"" + name + "\" and " + members);
        }
    }
}
