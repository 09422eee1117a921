package org.apache.flink.api.java.utils;

import java.util.Map;
import org.apache.flink.api.common.ExecutionConfig.GlobalJobParameters;

/** What Flink 2 has moved to org.apache.flink.util, in the place where a job that was compiled with Flink 1.20 looks for it. */
@SuppressWarnings("serial")
public final class ParameterTool extends GlobalJobParameters {
  private final org.apache.flink.util.ParameterTool moved;

  private ParameterTool(org.apache.flink.util.ParameterTool moved) {
    this.moved = moved;
  }

  public static ParameterTool fromArgs(String[] args) {
    return new ParameterTool(org.apache.flink.util.ParameterTool.fromArgs(args));
  }

  public boolean has(String key) {
    return moved.has(key);
  }

  public String get(String key) {
    return moved.get(key);
  }

  public String get(String key, String otherwise) {
    return moved.get(key, otherwise);
  }

  public int getInt(String key, int otherwise) {
    return moved.getInt(key, otherwise);
  }

  public double getDouble(String key, double otherwise) {
    return moved.getDouble(key, otherwise);
  }

  public boolean getBoolean(String key, boolean otherwise) {
    return moved.getBoolean(key, otherwise);
  }

  @Override
  public Map<String, String> toMap() {
    return moved.toMap();
  }
}
