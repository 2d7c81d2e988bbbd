package org.ambivalent.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Curves over epochs, or over other steps, as an SVG file that reads well on light and dark pages. */
final class LineDrawing {

    private static final int WIDTH = 560;
    private static final int HEIGHT = 300;
    private static final int LEFT = 56;
    private static final int BOTTOM = 44;
    private static final int TOP = 34;
    private static final int RIGHT = 150;

    /** Of a text. */
    private static final int LINE = 14;

    private static final int MOST_TICKS = 7;
    private static final String[] COLOURS = {"#3b76c4", "#c4643b", "#4c9a5b", "#8a5bb0", "#a08a20"};

    private LineDrawing() {}

    /** One curve a name, the first value at epoch 1; values that are not numbers are gaps. */
    static String of(String title, String xName, String yName, Map<String, List<Double>> curves) {
        int longest = curves.values().stream().mapToInt(List::size).max().orElse(0);
        var epochs = IntStream.rangeClosed(1, Math.max(2, longest))
                .mapToObj(Integer::toString)
                .toList();
        return of(title, xName, yName, epochs, curves);
    }

    /**
     * The same over other things than epochs, evenly spaced.
     *
     * @param ticks what each value of a curve is at, at least two; all of them are written if there are few
     */
    static String of(String title, String xName, String yName, List<String> ticks, Map<String, List<Double>> curves) {
        int longest = ticks.size();
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (var curve : curves.values()) {
            for (double value : curve) {
                low = Double.isNaN(value) ? low : Math.min(low, value);
                high = Double.isNaN(value) ? high : Math.max(high, value);
            }
        }
        var scale = low > high ? Scale.of(0, 1) : Scale.of(low, high);
        var svg = new StringBuilder(fill(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"12\" fill=\"#777\" role=\"img\"><title>%s</title>%n",
                WIDTH, HEIGHT, title));
        svg.append(fill("<text x=\"%d\" y=\"18\" font-size=\"14\">%s</text>%n", LEFT, title));
        svg.append(axes(scale, ticks, xName, yName));
        var ends = curves.values().stream().map(LineDrawing::last).toList();
        var places = apart(ends.stream()
                .map(end -> Double.isNaN(end) ? HEIGHT - BOTTOM : scale.y(end))
                .toList());
        int index = 0;
        for (var curve : curves.entrySet()) {
            double place = places.get(index);
            svg.append(curve(curve.getKey(), curve.getValue(), scale, longest, place, index++));
        }
        return svg.append("</svg>\n").toString();
    }

    private static double last(List<Double> values) {
        return values.stream().filter(value -> !Double.isNaN(value)).reduce(Double.NaN, (first, second) -> second);
    }

    /** Where names stand so that none covers another, in the order of their curves' ends. */
    private static List<Double> apart(List<Double> ends) {
        var order = IntStream.range(0, ends.size())
                .boxed()
                .sorted(Comparator.comparing(ends::get))
                .toList();
        var places = new ArrayList<>(ends);
        double free = TOP;
        for (int i : order) {
            places.set(i, Math.max(free, ends.get(i)));
            free = places.get(i) + LINE;
        }
        double last = HEIGHT - LINE;
        for (int rank = order.size() - 1; rank >= 0; rank--) {
            int i = order.get(rank);
            places.set(i, Math.min(last, places.get(i)));
            last = places.get(i) - LINE;
        }
        return places;
    }

    private static String axes(Scale scale, List<String> ticks, String xName, String yName) {
        int epochs = ticks.size();
        var axes = new StringBuilder();
        for (int tick = 0; tick <= scale.steps(); tick++) {
            double value = scale.low() + tick * scale.step();
            double y = scale.y(value);
            axes.append(fill(
                    "<path d=\"M%d %.1fH%d\" stroke=\"#7775\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
                    LEFT, y, WIDTH - RIGHT, LEFT - 6, y + 4, scale.text(value)));
        }
        for (int epoch : written(epochs)) {
            axes.append(fill(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
                    x(epoch, epochs), HEIGHT - BOTTOM + 16, ticks.get(epoch - 1)));
        }
        axes.append(fill(
                "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
                (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, xName));
        return axes.append(fill(
                        "<text transform=\"translate(14 %.1f) rotate(-90)\" text-anchor=\"middle\">%s</text>%n",
                        (TOP + HEIGHT - BOTTOM) / 2.0, yName))
                .toString();
    }

    /** Which ticks have room for a text. */
    private static int[] written(int ticks) {
        return ticks <= MOST_TICKS ? IntStream.rangeClosed(1, ticks).toArray() : new int[] {1, (1 + ticks) / 2, ticks};
    }

    private static String curve(String name, List<Double> values, Scale scale, int epochs, double place, int index) {
        var path = new StringBuilder();
        boolean drawing = false;
        for (int i = 0; i < values.size(); i++) {
            double value = values.get(i);
            if (Double.isNaN(value)) {
                drawing = false;
                continue;
            }
            path.append(fill("%s%.1f %.1f", drawing ? "L" : "M", x(i + 1, epochs), scale.y(value)));
            drawing = true;
        }
        String colour = COLOURS[index % COLOURS.length];
        String dashes = index == 0 ? "" : fill(" stroke-dasharray=\"%d 3\"", 3 * index + 2);
        return fill(
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>"
                        + "<text x=\"%d\" y=\"%.1f\" fill=\"%s\">%s</text>%n",
                path, colour, dashes, WIDTH - RIGHT + 6, place + 4, colour, name);
    }

    private static double x(int epoch, int epochs) {
        return LEFT + (WIDTH - RIGHT - LEFT) * (epoch - 1.0) / (epochs - 1);
    }

    /** The y axis, which begins and ends at a multiple of a round step. */
    private record Scale(double low, double step, int steps) {

        private static final int FEWEST_STEPS = 3;

        static Scale of(double low, double high) {
            double step = round(Math.max(1e-3, high - low) / FEWEST_STEPS);
            double bottom = Math.floor(low / step + 1e-9);
            double top = Math.max(bottom + 1, Math.ceil(high / step - 1e-9));
            return new Scale(bottom * step, step, (int) (top - bottom));
        }

        /** The largest of 1, 2 and 5 times a power of ten that is not larger. */
        private static double round(double step) {
            double power = Math.pow(10, Math.floor(Math.log10(step)));
            return step >= 5 * power ? 5 * power : step >= 2 * power ? 2 * power : power;
        }

        double y(double value) {
            return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * (value - low) / (steps * step);
        }

        String text(double value) {
            int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
            return fill("%." + decimals + "f", value);
        }
    }

    private static String fill(String format, Object... values) {
        return String.format(Locale.ROOT, format.replace("%n", "\n"), values);
    }
}
