package org.ambivalent.train;

import java.util.List;
import java.util.Set;

/** A question, the trainings that answer it, and the page their results make. */
public interface Experiment {

    String name();

    /** What it asks, in one line. */
    String question();

    /** Every training it needs, those that others start from first. */
    List<Trial> trials(Recipe recipe);

    /** What it wants to know of each beyond the figures that all trainings get. */
    default Set<Finding> findings() {
        return Set.of();
    }

    /** A page in Markdown from the trainings that are done; says which are missing. */
    String page(Recipe recipe, Outcomes outcomes);

    /** Drawings beside the page, by file name; none until their trainings are done. */
    default List<Drawing> drawings(Recipe recipe, Outcomes outcomes) {
        return List.of();
    }

    /** An SVG file. */
    record Drawing(String file, String svg) {}
}
