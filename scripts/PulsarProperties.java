import java.io.File;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Prints the properties that a distribution of Pulsar knows, as {@code FILE PROPERTY}: the fields of the classes that a file is
 * read into, BookKeeper's names of properties, and what stands in the file that the distribution has, commented out or not.
 */
final class PulsarProperties {
  private static final Map<String, List<String>> FIELDS =
      Map.of(
          "broker.conf",
              List.of(
                  "org.apache.pulsar.broker.ServiceConfiguration",
                  "org.apache.pulsar.common.policies.data.OffloadPoliciesImpl"),
          "proxy.conf", List.of("org.apache.pulsar.proxy.server.ProxyConfiguration"),
          "functions_worker.yml", List.of("org.apache.pulsar.functions.worker.WorkerConfig"));
  private static final Pattern OF_BOOKKEEPER =
      Pattern.compile(
          "org/apache/bookkeeper/(conf|bookie/storage/ldb|stats/prometheus|net|client)/\\w*"
              + "(Configuration|DbLedgerStorage|RocksDB|MetricsProvider|Resolver|Mapping|Policy|PolicyImpl)\\.class");
  private static final Pattern STATED = Pattern.compile("#{0,2} ?([a-z]\\w{3,})(=|:( .*)?$).*");

  public static void main(String[] folder) throws Exception {
    File[] jars = new File(folder[0], "lib").listFiles((parent, name) -> name.endsWith(".jar"));
    URL[] urls = new URL[jars.length];
    for (int i = 0; i < jars.length; i++) urls[i] = jars[i].toURI().toURL();
    ClassLoader loader = new URLClassLoader(urls);
    TreeSet<String> found = new TreeSet<>();
    for (Map.Entry<String, List<String>> entry : FIELDS.entrySet()) {
      for (String name : entry.getValue()) {
        for (Field field : Class.forName(name, false, loader).getDeclaredFields()) {
          if (!Modifier.isStatic(field.getModifiers())) found.add(entry.getKey() + " " + field.getName());
        }
      }
    }
    for (File jar : jars) {
      if (jar.getName().startsWith("org.apache.bookkeeper-")) addNames(found, jar, loader);
    }
    for (String name : List.of("broker.conf", "proxy.conf", "bookkeeper.conf", "functions_worker.yml")) {
      for (String line : Files.readAllLines(Path.of(folder[0], "conf", name))) {
        Matcher stated = STATED.matcher(line);
        if (stated.matches()) found.add(name + " " + stated.group(1));
      }
    }
    found.forEach(System.out::println);
  }

  private static void addNames(TreeSet<String> found, File jar, ClassLoader loader) throws Exception {
    try (JarFile file = new JarFile(jar)) {
      for (String entry : file.stream().map(one -> one.getName()).toList()) {
        if (!OF_BOOKKEEPER.matcher(entry).matches()) continue;
        String name = entry.substring(0, entry.length() - ".class".length()).replace('/', '.');
        for (Field field : Class.forName(name, false, loader).getDeclaredFields()) {
          if (!Modifier.isStatic(field.getModifiers()) || field.getType() != String.class) continue;
          field.setAccessible(true);
          String value = (String) field.get(null);
          if (value != null && value.matches("[a-z]\\w{3,}")) found.add("bookkeeper.conf " + value);
        }
      }
    }
  }
}
