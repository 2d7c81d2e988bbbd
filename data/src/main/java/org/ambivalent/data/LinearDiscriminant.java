package org.ambivalent.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ambivalent.core.Distribution;

/**
 * Gaussian classes with one shared covariance, {@code z | c ~ N(m_c, S)}, and their exact posterior.
 *
 * <p>By Bayes' rule the quadratic terms, equal for all classes, cancel:
 * <pre>
 *   p(c | z) = softmax_c( w_c . z + b_c ),   w_c = S^-1 m_c,   b_c = log p(c) - w_c . m_c / 2
 * </pre>
 * Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 2nd edition 2009, section 4.3.
 */
final class LinearDiscriminant {

    private final Distribution priors;
    private final double[][] means;
    private final Cholesky covariance;
    private final double[][] weights;
    private final double[] biases;

    /**
     * @param priors p(c), {@code [classes]}, all above 0
     * @param means {@code [classes][dimensions]}
     * @param covariance symmetric, positive definite, {@code [dimensions][dimensions]}
     * @throws IllegalArgumentException if a prior is 0 or the covariance is not positive definite
     */
    LinearDiscriminant(Distribution priors, double[][] means, double[][] covariance) {
        this.priors = priors;
        this.means = means;
        this.covariance = Cholesky.of(covariance);
        this.weights = Arrays.stream(means).map(this.covariance::solve).toArray(double[][]::new);
        this.biases = new double[means.length];
        for (int c = 0; c < means.length; c++) {
            if (!(priors.probability(c) > 0)) {
                throw new IllegalArgumentException("The prior of class " + c + " is 0");
            }
            biases[c] = Math.log(priors.probability(c)) - Matrices.dot(weights[c], means[c]) / 2;
        }
    }

    /** p(c | z) of a point {@code [dimensions]}. */
    Distribution posterior(double[] z) {
        var logits = new double[weights.length];
        for (int c = 0; c < logits.length; c++) {
            logits[c] = Matrices.dot(weights[c], z) + biases[c];
        }
        return Distribution.softmax(logits);
    }

    /** A class drawn from the priors. */
    int drawClass(RandomGenerator random) {
        return draw(priors, random);
    }

    /** A point drawn from one class, {@code [dimensions]}. */
    double[] drawPoint(int c, RandomGenerator random) {
        var normal = new double[means[c].length];
        for (int k = 0; k < normal.length; k++) {
            normal[k] = random.nextGaussian();
        }
        var z = covariance.times(normal);
        for (int k = 0; k < z.length; k++) {
            z[k] += means[c][k];
        }
        return z;
    }

    /** A class drawn from a distribution. */
    static int draw(Distribution distribution, RandomGenerator random) {
        double left = random.nextDouble();
        for (int c = 0; c < distribution.size() - 1; c++) {
            left -= distribution.probability(c);
            if (left < 0) {
                return c;
            }
        }
        return distribution.size() - 1;
    }
}
