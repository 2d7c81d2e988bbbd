package org.ambivalent.train;

import org.ambivalent.core.PosteriorSpec;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** How doubt is represented: what training hides from the head, and what is averaged when a model predicts. */
public interface Posterior {

    /** The run-time half, which travels in the model file. */
    PosteriorSpec spec();

    /**
     * What training hides from the head.
     *
     * @param features {@code [faces][features]}
     * @return features of the same shape; random draws come from LibTorch's seeded generator
     */
    Tensor drop(Tensor features);

    /** One network, whose answer is the same every time; dropout (Srivastava et al. 2014) only while it trains. */
    record Deterministic(double dropout) implements Posterior {

        public Deterministic {
            if (!(dropout >= 0 && dropout < 1)) {
                throw new IllegalArgumentException("A dropout rate is in [0, 1), but got " + dropout);
            }
        }

        @Override
        public PosteriorSpec spec() {
            return PosteriorSpec.DETERMINISTIC;
        }

        @Override
        public Tensor drop(Tensor features) {
            return dropout == 0 ? features : torch.dropout(features, dropout, true);
        }
    }
}
