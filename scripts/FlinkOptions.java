import java.io.File;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * Prints the options that the jars of a Flink know, one a line: their keys, old ones too, and how keys begin that go on
 * with a name. Options of tables, formats, YARN and tests are not a cluster's.
 */
final class FlinkOptions {
  private static final Pattern OF_A_CLUSTER =
      Pattern.compile(
          "org\\.apache\\.flink\\.(configuration|client|changelog|cep\\.configuration|contrib\\.streaming\\.state|state"
              + "|kubernetes|python|runtime|streaming\\.api\\.environment|table\\.api\\.config)\\..*");
  private static final Pattern OF_SOMETHING_ELSE =
      Pattern.compile(".*(Internal|LookupJoinHintOptions|RuntimeConfigOptions)");

  public static void main(String[] jars) throws Exception {
    URL[] urls = new URL[jars.length];
    for (int i = 0; i < jars.length; i++) urls[i] = new File(jars[i]).toURI().toURL();
    ClassLoader loader = new URLClassLoader(urls);
    Class<?> option = loader.loadClass("org.apache.flink.configuration.ConfigOption");
    TreeSet<String> found = new TreeSet<>();
    for (String jar : jars) {
      for (String name : classesOf(jar)) {
        if (!OF_A_CLUSTER.matcher(name).matches() || OF_SOMETHING_ELSE.matcher(name).matches()) continue;
        try {
          for (Field field : Class.forName(name, false, loader).getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == option) add(found, option, field);
          }
        } catch (LinkageError missing) {
          // It extends what is no part of Flink, such as Hadoop.
        }
      }
    }
    found.removeIf(key -> key.matches("(\\$|python\\.)?internal\\..*|class"));
    found.forEach(System.out::println);
  }

  private static List<String> classesOf(String jar) throws Exception {
    try (JarFile file = new JarFile(jar)) {
      return file.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.endsWith(".class"))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .toList();
    }
  }

  private static void add(TreeSet<String> found, Class<?> option, Field field) throws Exception {
    field.setAccessible(true);
    Object value = field.get(null);
    for (Annotation annotation : field.getAnnotations()) {
      if (!annotation.annotationType().getSimpleName().equals("SuffixOption")) continue;
      found.add(beginning((String) annotation.annotationType().getMethod("value").invoke(annotation)));
      return;
    }
    String key = (String) option.getMethod("key").invoke(value);
    found.add(beginning(key));
    Field type = option.getDeclaredField("clazz");
    type.setAccessible(true);
    if (type.get(value) == Map.class) found.add(key + ".");
    for (Object old : (Iterable<?>) option.getMethod("fallbackKeys").invoke(value))
      found.add(beginning((String) old.getClass().getMethod("getKey").invoke(old)));
  }

  /** {@code metrics.reporter.} of {@code metrics.reporter.<name>.class}. */
  private static String beginning(String key) {
    return Arrays.asList(key.split("<")).get(0);
  }
}
