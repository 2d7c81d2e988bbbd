package org.ambivalent.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class RiskTableTest {

    /** Faces whose answers are wrong as often as their doubt says. */
    private static RiskGuarantee faces(int count) {
        var random = new Random(2);
        var faces = new RiskGuarantee();
        for (int i = 0; i < count; i++) {
            double doubt = random.nextDouble() * 0.8;
            faces.add(doubt, random.nextDouble() < doubt);
        }
        return faces;
    }

    @Test
    void hasTheVeryRuleOfEveryTargetThatCanBePromised() {
        var faces = faces(3000);

        var table = faces.table(0.1).orElseThrow();

        assertThat(table.rows()).hasSizeBetween(2, RiskTable.RISKS.size());
        for (var row : table.rows()) {
            var rule = faces.rule(row.risk(), 0.1);
            assertThat(row.threshold()).isEqualTo(rule.threshold());
            assertThat(row.coverage()).isEqualTo(rule.coverage());
        }
        assertThat(table.rows()).extracting(RiskTable.Row::risk).isSorted();
    }

    @Test
    void isEmptyWhereNothingCanBePromised() {
        assertThat(new RiskGuarantee().table(0.1)).isEmpty();
        assertThat(faces(3).table(0.1)).isEmpty();
    }

    @Test
    void comesBackAsItWasAmongOtherPairs() {
        var table = faces(3000).table(0.1).orElseThrow();
        var pairs = new TreeMap<>(table.toMap());
        pairs.put("temperature", "1.5");

        assertThat(RiskTable.fromMap(pairs)).contains(table);
        assertThat(RiskTable.fromMap(Map.of("temperature", "1.5"))).isEqualTo(Optional.empty());
    }

    @Test
    void whoeverReadsDecisionsDoesNotMindIt() {
        var pairs = new TreeMap<>(Decisions.NONE.toMap());
        pairs.putAll(faces(3000).table(0.1).orElseThrow().toMap());

        assertThat(Decisions.fromMap(pairs).abstention()).isEmpty();
    }

    @Test
    void aDamagedOneIsRefused() {
        var pairs = new TreeMap<>(faces(3000).table(0.1).orElseThrow().toMap());
        pairs.put("risks.thresholds", "0.1");

        assertThatThrownBy(() -> RiskTable.fromMap(pairs))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("differ in length");
    }
}
