using System.Text;

namespace Parley.Speech.Onnx.Tests;

/// <summary>Writes small models in ONNX's protobuf, so that the adapters are proven without anybody's file.</summary>
internal static class OnnxBytes
{
    private const int Float = 1;
    private const int Long = 7;

    /// <summary>
    /// Silero's inputs and outputs, another judgement: the mean of the absolute samples, times a gain, plus a thousandth of the state, which grows by one with
    /// every run.
    /// </summary>
    public static byte[] VadLike(float gain) => Model(Concat(
        Node("Abs", ["input"], ["abs"]),
        Node("ReduceMean", ["abs"], ["mean"], Attribute("keepdims", 1)),
        Node("Mul", ["mean", "gain"], ["loud"]),
        Node("Add", ["state", "one"], ["stateN"]),
        Node("Identity", ["sr"], ["rate"]),
        Node("ReduceMax", ["state"], ["runs"], Attribute("keepdims", 0)),
        Node("Mul", ["runs", "thousandth"], ["age"]),
        Node("Add", ["loud", "age"], ["sum"]),
        Node("Reshape", ["sum", "shape"], ["output"]),
        Message(5, Tensor("thousandth", Float, [], BitConverter.GetBytes(0.001f))),
        Message(5, Tensor("gain", Float, [], BitConverter.GetBytes(gain))),
        Message(5, Tensor("one", Float, [], BitConverter.GetBytes(1f))),
        Message(5, Tensor("shape", Long, [2], [.. BitConverter.GetBytes(1L), .. BitConverter.GetBytes(1L)])),
        Message(11, Value("input", Float, [1, null])),
        Message(11, Value("state", Float, [2, 1, 128])),
        Message(11, Value("sr", Long, [])),
        Message(12, Value("output", Float, [1, 1])),
        Message(12, Value("stateN", Float, [2, 1, 128])),
        Message(12, Value("rate", Long, []))));

    /// <summary>Smart Turn's input and output, another judgement: the mean of all features.</summary>
    public static byte[] TurnLike() => Model(Concat(
        Node("ReduceMean", ["input_features"], ["mean"], Attribute("keepdims", 1)),
        Node("Reshape", ["mean", "shape"], ["probability"]),
        Message(5, Tensor("shape", Long, [2], [.. BitConverter.GetBytes(1L), .. BitConverter.GetBytes(1L)])),
        Message(11, Value("input_features", Float, [1, 80, 800])),
        Message(12, Value("probability", Float, [1, 1]))));

    private static byte[] Model(byte[] graph) =>
        Concat(Number(1, 8), Message(8, Number(2, 13)), Message(7, Concat(graph, Text(2, "test"))));

    private static byte[] Node(string type, string[] inputs, string[] outputs, params byte[][] attributes) =>
        Message(1, Concat([.. inputs.Select(name => Text(1, name)), .. outputs.Select(name => Text(2, name)), Text(4, type), .. attributes]));

    private static byte[] Attribute(string name, long value) => Message(5, Concat(Text(1, name), Number(3, value), Number(20, 2)));

    private static byte[] Tensor(string name, int type, long[] shape, byte[] data) =>
        Concat([.. shape.Select(length => Number(1, length)), Number(2, type), Text(8, name), Message(9, data)]);

    private static byte[] Value(string name, int type, long?[] shape) => Concat(
        Text(1, name),
        Message(2, Message(1, Concat(Number(1, type), Message(2, Concat([.. shape.Select(length => Message(1, length is { } known ? Number(1, known) : Text(2, "n")))]))))));

    private static byte[] Text(int field, string text) => Message(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Message(int field, byte[] content) => [.. Varint((ulong)(field << 3 | 2)), .. Varint((ulong)content.Length), .. content];

    private static byte[] Number(int field, long value) => [.. Varint((ulong)(field << 3)), .. Varint((ulong)value)];

    private static byte[] Concat(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }
}
