package sluice.test;

import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;
import org.apache.flink.util.ParameterTool;

/**
 * --kafka PROPERTIES --from TOPIC [--group GROUP]: counts the records of a topic from its first one on. The REST API tells
 * the counts as accumulators of the job: `records`, and `different`, which counts those of the same value once.
 */
public final class KafkaCount {
  public static void main(String[] args) throws Exception {
    ParameterTool parameters = ParameterTool.fromArgs(args);
    Properties properties = new Properties();
    try (Reader file = Files.newBufferedReader(Path.of(parameters.getRequired("kafka")), StandardCharsets.UTF_8)) {
      properties.load(file);
    }
    KafkaSourceBuilder<String> source =
        KafkaSource.<String>builder()
            .setProperties(properties)
            .setTopics(parameters.getRequired("from"))
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setValueOnlyDeserializer(new SimpleStringSchema());
    if (parameters.has("group")) {
      source.setGroupId(parameters.get("group"));
    }
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    environment
        .fromSource(source.build(), WatermarkStrategy.noWatermarks(), "Kafka")
        .uid("kafka")
        .keyBy(value -> value)
        .process(new Count())
        .name("Count")
        .uid("count")
        .sinkTo(new DiscardingSink<>())
        .name("Nothing")
        .uid("nothing");
    environment.execute("KafkaCount");
  }

  /** Flink forgets accumulators when a job restarts, so what they count is state, and they are told it again. */
  @SuppressWarnings("serial")
  private static final class Count extends KeyedProcessFunction<String, String, Long> implements CheckpointedFunction {
    private final LongCounter records = new LongCounter();
    private final LongCounter different = new LongCounter();
    private transient ListState<Long> countedRecords;
    private transient ListState<Long> countedDifferent;
    private transient ValueState<Boolean> seen;

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
      countedRecords = restored(context, "records", records);
      countedDifferent = restored(context, "different", different);
    }

    private static ListState<Long> restored(FunctionInitializationContext context, String name, LongCounter counter)
        throws Exception {
      ListState<Long> counted = context.getOperatorStateStore().getListState(new ListStateDescriptor<>(name, Long.class));
      counter.resetLocal();
      for (long count : counted.get()) {
        counter.add(count);
      }
      return counted;
    }

    @Override
    public void open(OpenContext context) {
      getRuntimeContext().addAccumulator("records", records);
      getRuntimeContext().addAccumulator("different", different);
      seen = getRuntimeContext().getState(new ValueStateDescriptor<>("seen", Boolean.class));
    }

    @Override
    public void processElement(String value, Context context, Collector<Long> out) throws Exception {
      records.add(1L);
      if (seen.value() == null) {
        seen.update(true);
        different.add(1L);
      }
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
      countedRecords.update(List.of(records.getLocalValuePrimitive()));
      countedDifferent.update(List.of(different.getLocalValuePrimitive()));
    }
  }
}
