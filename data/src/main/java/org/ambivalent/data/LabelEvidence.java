package org.ambivalent.data;

import org.ambivalent.core.Distribution;

/**
 * What trainings say about the given label of one face.
 *
 * @param predicted out of sample: by a network that has not seen the label
 * @param trust how far trainings that saw the label trust it, in [0, 1]; NaN where unknown
 * @param relabelled the share of these trainings that gave the face another label, in [0, 1]; NaN where unknown
 */
public record LabelEvidence(Distribution predicted, double trust, double relabelled) {}
