package org.ambivalent.core;

/** Where the doubt about a prediction comes from, for people who do not read nats. */
public enum Doubt {

    /** One emotion stands out: it has more than half of the probability, and no other has a quarter. */
    NONE("one emotion stands out"),

    /** Several emotions are defensible: the doubt is mostly aleatoric. */
    PEOPLE("people would disagree about this face"),

    /** The model cannot tell: the doubt is mostly epistemic, its samples contradict each other. */
    MODEL("the model itself cannot tell"),

    /** Whatever the answer is, the model has not learned from anything like this. Only calibrated models notice. */
    UNFAMILIAR("this face is unlike what the model has seen");

    /** What a second emotion has to have to be defensible. */
    private static final double DEFENSIBLE = 0.25;

    private final String sentence;

    Doubt(String sentence) {
        this.sentence = sentence;
    }

    /** The doubt about a prediction of a face that is like others. */
    public static Doubt of(Distribution p, Uncertainty uncertainty) {
        if (p.confidence() > 0.5 && second(p) < DEFENSIBLE) {
            return NONE;
        }
        return uncertainty.epistemic() > uncertainty.aleatoric() ? MODEL : PEOPLE;
    }

    private static double second(Distribution p) {
        int top = p.top();
        double second = 0;
        for (int k = 0; k < p.size(); k++) {
            second = k == top ? second : Math.max(second, p.probability(k));
        }
        return second;
    }

    /** Such as "people would disagree about this face". */
    public String sentence() {
        return sentence;
    }
}
