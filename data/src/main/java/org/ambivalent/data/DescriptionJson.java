package org.ambivalent.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ambivalent.core.Version;
import org.ambivalent.data.DatasetDescription.Copies;
import org.ambivalent.data.SplitDescription.Counted;
import org.jspecify.annotations.Nullable;

/** The JSON of a dataset's description. Keys are a promise to users: add to them, never rename or remove one. */
final class DescriptionJson {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private DescriptionJson() {}

    static String of(DatasetDescription data) {
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree(data));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode tree(DatasetDescription data) {
        var root = NODES.objectNode();
        root.put("version", Version.CURRENT);
        var dataset = root.putObject("dataset");
        dataset.put("name", data.dataset());
        dataset.put("hash", data.hash());
        dataset.put("faces", data.whole().faces());
        dataset.put("shape", data.shape().toString());
        data.labels().names().forEach(dataset.putArray("labels")::add);
        var splits = root.putObject("splits");
        data.parts().forEach(split -> splits.set(split.name(), split(data, split)));
        root.set("all", split(data, data.whole()));
        root.set("copies", copies(data));
        data.leftOut().forEach(root.putArray("leftOut")::add);
        return root;
    }

    private static ObjectNode split(DatasetDescription data, SplitDescription split) {
        var node = NODES.objectNode();
        node.put("faces", split.faces());
        node.put("withVotes", split.voted());
        node.put("withLabel", split.labelled());
        node.put("withValenceArousal", split.placed());
        node.put("groups", split.groups());
        node.set(Protocol.MAJORITY.key(), counted(data, split.majority()));
        node.set(Protocol.ALL_VOTES.key(), counted(data, split.all()));
        return node;
    }

    private static ObjectNode counted(DatasetDescription data, Counted counted) {
        var node = NODES.objectNode();
        node.put("faces", counted.faces());
        var emotions = node.putObject("emotions");
        for (int k = 0; k < data.labels().size(); k++) {
            emotions.put(data.labels().name(k), counted.emotions().get(k));
        }
        entropies(node, counted.entropies());
        return node;
    }

    private static void entropies(ObjectNode node, @Nullable VoteEntropies entropies) {
        if (entropies == null) {
            node.putNull("voteEntropy");
            return;
        }
        var figures = node.putObject("voteEntropy");
        figures.put("faces", entropies.faces());
        figures.put("mean", entropies.mean());
        figures.put("median", entropies.median());
        figures.put("ninetieth", entropies.ninetieth());
        entropies.histogram().forEach(figures.putArray("histogram")::add);
    }

    private static ObjectNode copies(DatasetDescription data) {
        var node = NODES.objectNode();
        node.put("pictures", data.copies().size());
        node.put("exactWithinSplit", data.copies(true, false));
        node.put("exactAcrossSplits", data.copies(true, true));
        node.put("nearWithinSplit", data.copies(false, false));
        node.put("nearAcrossSplits", data.copies(false, true));
        node.put("differentLabels", data.conflicts());
        var groups = node.putArray("groups");
        data.copies().forEach(group -> groups.add(group(group)));
        return node;
    }

    private static ObjectNode group(Copies group) {
        var node = NODES.objectNode();
        group.ids().forEach(node.putArray("ids")::add);
        var splits = node.putArray("splits");
        group.splits().forEach(split -> splits.add(split.toString()));
        node.put("exact", group.exact());
        node.put("differentLabels", group.conflicting());
        return node;
    }
}
