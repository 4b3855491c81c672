package shop;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.lineage.DefaultLineageDataset;
import org.apache.flink.streaming.api.lineage.LineageDataset;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;
import org.apache.flink.streaming.api.lineage.SourceLineageVertex;

/**
 * A stream of clicks into a topic that ends with the program, without a word, or is cancelled.
 *
 * <p>usage: Orders URL REST-PORT NAME [cancel]
 */
public final class Orders {
  public static void main(String[] arguments) throws Exception {
    String name = arguments[2];
    Configuration configuration =
        Configuration.fromMap(
            Map.ofEntries(
                Map.entry(
                    "execution.job-status-changed-listeners",
                    "io.openlineage.flink.listener.OpenLineageJobStatusChangedListenerFactory"),
                Map.entry("openlineage.transport.type", "http"),
                Map.entry("openlineage.transport.url", arguments[0]),
                Map.entry("openlineage.job.namespace", "flink"),
                Map.entry("openlineage.job.name", name),
                Map.entry("openlineage.trackingIntervalInSeconds", "1"),
                Map.entry("openlineage.enableDetachedJobTracking", "true"),
                Map.entry("rest.address", "127.0.0.1"),
                Map.entry("rest.bind-address", "127.0.0.1"),
                Map.entry("rest.port", arguments[1])));
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
    environment.enableCheckpointing(500);
    environment.fromSource(new Clicks(), WatermarkStrategy.noWatermarks(), "clicks").sinkTo(new Topic(name));
    JobClient job = environment.executeAsync(name);
    // Long enough for the listener to tell of checkpoints.
    TimeUnit.SECONDS.sleep(8);
    if (arguments.length > 3) {
      job.cancel().get();
      TimeUnit.SECONDS.sleep(3);
    }
    System.exit(0);
  }

  /** Never ends, and says what it is as Flink's connectors do. */
  private static final class Clicks extends DataGeneratorSource<String> implements LineageVertexProvider {
    Clicks() {
      super(n -> "click " + n, Long.MAX_VALUE, RateLimiterStrategy.perSecond(5), Types.STRING);
    }

    @Override
    public LineageVertex getLineageVertex() {
      return new SourceLineageVertex() {
        @Override
        public Boundedness boundedness() {
          return Boundedness.CONTINUOUS_UNBOUNDED;
        }

        @Override
        public List<LineageDataset> datasets() {
          return List.of(new DefaultLineageDataset("clicks", "kafka://broker.example:9092", Map.of()));
        }
      };
    }
  }

  /** Takes everything, and says what it is as Flink's connectors do. */
  private static final class Topic implements Sink<String>, LineageVertexProvider {
    private final String name;

    Topic(String name) {
      this.name = name;
    }

    @Override
    public SinkWriter<String> createWriter(WriterInitContext context) {
      return new SinkWriter<>() {
        @Override
        public void write(String element, Context context) {}

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
      };
    }

    @Override
    public LineageVertex getLineageVertex() {
      LineageDataset topic = new DefaultLineageDataset(name, "kafka://broker.example:9092", Map.of());
      return () -> List.of(topic);
    }
  }
}
