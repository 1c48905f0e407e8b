package dev.storystreamer.benchmarks;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Rectangle;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jfree.svg.SVGGraphics2D;

/** Lines over one axis, as an SVG picture. */
final class Plot {

    /** How an axis is divided. */
    enum Scale {
        LINEAR {
            @Override
            ValueAxis axis(String label) {
                return new NumberAxis(label);
            }
        },
        LOGARITHMIC {
            @Override
            ValueAxis axis(String label) {
                LogAxis axis = new LogAxis(label);
                axis.setBase(2);
                axis.setTickUnit(new NumberTickUnit(1)); // a number at each doubling: the automatic ones are not round
                axis.setNumberFormatOverride(new java.text.DecimalFormat("#,##0.###"));
                return axis;
            }
        };

        abstract ValueAxis axis(String label);
    }

    private static final int WIDTH = 720;
    private static final int HEIGHT = 420;
    private static final Color[] COLORS = {
        new Color(0x1b6ca8), new Color(0xd1495b), new Color(0x2e8b57), new Color(0xe09f3e), new Color(0x6a4c93),
    };

    private final String title;
    private final ValueAxis across;
    private final ValueAxis up;
    private final XYSeriesCollection lines = new XYSeriesCollection();

    Plot(String title, String across, Scale acrossScale, String up, Scale upScale) {
        this.title = title;
        this.across = acrossScale.axis(across);
        this.up = upScale.axis(up);
    }

    /** Adds a point to a line; a line is there from its first point on. */
    void point(String line, double x, double y) {
        if (lines.getSeriesIndex(line) < 0) {
            lines.addSeries(new XYSeries(line));
        }
        lines.getSeries(line).add(x, y);
    }

    String svg() {
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, true);
        for (int line = 0; line < lines.getSeriesCount(); line++) {
            renderer.setSeriesPaint(line, COLORS[line % COLORS.length]);
            renderer.setSeriesStroke(line, new BasicStroke(2f));
        }
        XYPlot plot = new XYPlot(lines, across, up, renderer);
        plot.setBackgroundPaint(Color.WHITE);
        plot.setDomainGridlinePaint(Color.LIGHT_GRAY);
        plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
        JFreeChart chart = new JFreeChart(title, plot);
        chart.setBackgroundPaint(Color.WHITE);
        SVGGraphics2D picture = new SVGGraphics2D(WIDTH, HEIGHT);
        picture.setDefsKeyPrefix("plot"); // the same picture for the same points, byte for byte
        chart.draw(picture, new Rectangle(WIDTH, HEIGHT));
        return picture.getSVGElement() + "\n";
    }
}
