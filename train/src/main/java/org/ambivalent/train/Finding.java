package org.ambivalent.train;

/** What an experiment wants to know of its trained models beyond the figures that every training gets. */
public enum Finding {
    /** Everything that samples of the posterior say about the validation faces: {@link TrialResult#posterior()}. */
    POSTERIOR,
    /** What is left of that when the faces are changed: {@link TrialResult#shift()}. */
    SHIFT
}
