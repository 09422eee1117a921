package sluice.test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pulsar.client.api.Consumer;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.SubscriptionInitialPosition;
import org.apache.pulsar.client.impl.auth.AuthenticationTls;

/**
 * `SERVICE AUTHORITY CERTIFICATE produce|consume TOPIC` tries it once; `SERVICE AUTHORITY CERTIFICATE records TOPIC RUN`
 * writes and reads records until there is a file /tmp/RUN.stop; `SERVICE AUTHORITY CERTIFICATE write|read TOPIC RUN RECORDS`
 * does one of both, for so many. AUTHORITY is a file, and CERTIFICATE a folder with tls.crt and tls.key, or `-` for none.
 */
public final class PulsarClients {
  private final PulsarClient client;
  private final String topic;

  private PulsarClients(PulsarClient client, String topic) {
    this.client = client;
    this.topic = topic;
  }

  public static void main(String[] args) throws Exception {
    try (PulsarClient client = client(args[0], args[1], args[2])) {
      PulsarClients clients = new PulsarClients(client, args[4]);
      switch (args[3]) {
        case "produce" -> clients.produce();
        case "consume" -> clients.consume();
        case "records" -> clients.records(args[5]);
        case "write" -> clients.write(args[5], Integer.parseInt(args[6]));
        case "read" -> clients.read(args[5], Integer.parseInt(args[6]));
        default -> throw new IllegalArgumentException(args[3]);
      }
    } catch (PulsarClientException refusal) {
      System.out.println(refusal.getClass().getSimpleName() + ": " + refusal.getMessage());
      System.exit(1);
    }
  }

  private static PulsarClient client(String service, String authority, String certificate)
      throws PulsarClientException {
    var builder =
        PulsarClient.builder()
            .serviceUrl(service)
            .operationTimeout(15, TimeUnit.SECONDS)
            .lookupTimeout(15, TimeUnit.SECONDS)
            .tlsTrustCertsFilePath(authority)
            .enableTlsHostnameVerification(true);
    if (!certificate.equals("-")) {
      builder.authentication(new AuthenticationTls(certificate + "/tls.crt", certificate + "/tls.key"));
    }
    return builder.build();
  }

  private void produce() throws PulsarClientException {
    try (Producer<byte[]> producer = client.newProducer().topic(topic).create()) {
      producer.send("once".getBytes(StandardCharsets.UTF_8));
      System.out.println("produced");
    }
  }

  private void consume() throws PulsarClientException {
    try (Consumer<byte[]> consumer = client.newConsumer().topic(topic).subscriptionName("once").subscribe()) {
      consumer.unsubscribe();
      System.out.println("consumed");
    }
  }

  /**
   * About a thousand records in a second. Prints each second, and last of all, how many are acknowledged, how many a
   * consumer of all of them has seen and how many of these were different, and the longest time that one took in
   * milliseconds; then what a subscription holds that nobody has read from meanwhile.
   */
  private void records(String run) throws Exception {
    String kept = run + "-kept";
    subscription(kept, SubscriptionInitialPosition.Latest).close();
    Reading meanwhile = new Reading(subscription(run, SubscriptionInitialPosition.Latest), run);
    Thread reader = new Thread(meanwhile::untilStopped);
    reader.start();
    AtomicLong acknowledged = new AtomicLong();
    AtomicLong slowest = new AtomicLong();
    int written = 0;
    Path stop = Path.of("/tmp/" + run + ".stop");
    try (Producer<byte[]> producer = patientProducer()) {
      CompletableFuture<?> last = CompletableFuture.completedFuture(null);
      for (long second = System.nanoTime(); !Files.exists(stop); ) {
        for (int burst = 0; burst < 20; burst++) {
          long began = System.nanoTime();
          last =
              producer
                  .sendAsync(record(run, written++))
                  .thenRun(
                      () -> {
                        acknowledged.incrementAndGet();
                        slowest.accumulateAndGet((System.nanoTime() - began) / 1_000_000, Math::max);
                      });
        }
        Thread.sleep(20);
        if (System.nanoTime() - second > 1_000_000_000L) {
          second = System.nanoTime();
          tell("so far", acknowledged.get(), meanwhile, slowest.get());
        }
      }
      producer.flush();
      last.get(10, TimeUnit.MINUTES);
    }
    if (acknowledged.get() != written) {
      throw new IllegalStateException(acknowledged.get() + " of " + written + " were acknowledged");
    }
    meanwhile.awaitAll(written);
    reader.join();
    tell("meanwhile", written, meanwhile, slowest.get());
    tell("kept", written, readAll(kept, SubscriptionInitialPosition.Latest, run, written), slowest.get());
  }

  /** Writes so many records, and says so when all are acknowledged. */
  private void write(String run, int records) throws Exception {
    try (Producer<byte[]> producer = patientProducer()) {
      CompletableFuture<?>[] all = new CompletableFuture<?>[records];
      for (int number = 0; number < records; number++) {
        all[number] = producer.sendAsync(record(run, number));
      }
      CompletableFuture.allOf(all).get(10, TimeUnit.MINUTES);
    }
    System.out.println("written " + records);
  }

  /** Reads the topic from its beginning until it has seen so many records of a run, or none came for a minute. */
  private void read(String run, int records) throws Exception {
    tell("all", records, readAll(run, SubscriptionInitialPosition.Earliest, run, records), 0);
  }

  private Reading readAll(String subscription, SubscriptionInitialPosition from, String run, int records)
      throws Exception {
    Reading reading = new Reading(subscription(subscription, from), run);
    Thread reader = new Thread(reading::untilStopped);
    reader.start();
    reading.awaitAll(records);
    reader.join();
    return reading;
  }

  private Producer<byte[]> patientProducer() throws PulsarClientException {
    return client.newProducer().topic(topic).sendTimeout(0, TimeUnit.SECONDS).blockIfQueueFull(true).create();
  }

  private static byte[] record(String run, int number) {
    return (run + ":" + number).getBytes(StandardCharsets.UTF_8);
  }

  /** With the position at which it begins where it is new. */
  private Consumer<byte[]> subscription(String name, SubscriptionInitialPosition from) throws PulsarClientException {
    return client
        .newConsumer()
        .topic(topic)
        .subscriptionName(name)
        .subscriptionInitialPosition(from)
        .subscribe();
  }

  private static void tell(String what, long written, Reading reading, long slowest) {
    System.out.println(what + " " + written + " " + reading.read + " " + reading.unique() + " " + slowest);
  }

  /** A consumer that remembers which records of a run it has seen, and takes its subscription away in the end. */
  private static final class Reading {
    private final Consumer<byte[]> consumer;
    private final String run;
    private final BitSet seen = new BitSet();
    private volatile long read;
    private volatile boolean stopped;

    Reading(Consumer<byte[]> consumer, String run) {
      this.consumer = consumer;
      this.run = run;
    }

    synchronized int unique() {
      return seen.cardinality();
    }

    void untilStopped() {
      try (consumer) {
        while (!stopped) {
          Message<byte[]> message = consumer.receive(1, TimeUnit.SECONDS);
          if (message == null) {
            continue;
          }
          String[] parts = new String(message.getValue(), StandardCharsets.UTF_8).split(":");
          if (parts[0].equals(run)) {
            read++;
            synchronized (this) {
              seen.set(Integer.parseInt(parts[1]));
            }
          }
          consumer.acknowledgeAsync(message);
        }
        consumer.unsubscribe();
      } catch (PulsarClientException failure) {
        failure.printStackTrace();
      }
    }

    /** Waits until all are seen, or none came for a minute. */
    void awaitAll(int written) throws InterruptedException {
      long before = -1;
      for (int idle = 0; unique() < written && idle < 60; idle = read == before ? idle + 1 : 0) {
        before = read;
        Thread.sleep(1000);
      }
      stopped = true;
    }
  }
}
