package org.ambivalent.train;

/** What an experiment wants to know of its trained models beyond the figures that every training gets. */
public enum Finding {
    /** Everything that samples of the posterior say about the validation faces: {@link TrialResult#posterior()}. */
    POSTERIOR,
    /** What is left of that when the faces are changed: {@link TrialResult#shift()}. */
    SHIFT,
    /** How close what is said and rebuilt of the training faces comes to the votes: {@link TrialResult#recovery()}. */
    RECOVERY,
    /** How good the model is on other datasets and under other labels: {@link TrialResult#elsewhere()}. */
    ELSEWHERE
}
