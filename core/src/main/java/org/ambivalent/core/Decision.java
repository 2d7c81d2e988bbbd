package org.ambivalent.core;

import java.util.Optional;

/**
 * What a calibrated model makes of its own prediction. What is promised of sets and answers, and on what conditions, is
 * said by {@link org.ambivalent.decide.ConformalCalibration} and {@link org.ambivalent.decide.RiskGuarantee}.
 *
 * @param set the emotions of the prediction set; absent if the model was not calibrated for sets
 * @param abstains whether the model declines to name one emotion; never if it was not calibrated to abstain
 * @param unfamiliar whether the face is unlike those that it was calibrated on
 */
public record Decision(Optional<PredictionSet> set, boolean abstains, boolean unfamiliar) {}
