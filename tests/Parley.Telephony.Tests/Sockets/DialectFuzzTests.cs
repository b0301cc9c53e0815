using System.Text;
using System.Text.Json;
using Parley.Telephony.Sockets;
using Parley.Telephony.Sockets.Dialects;

namespace Parley.Telephony.Tests.Sockets;

/// <summary>Torn, twisted and huge messages, the same every time: nothing throws, nothing costs more than it is long, and what is read can be used.</summary>
public sealed class DialectFuzzTests
{
    /// <summary>Inputs for each dialect.</summary>
    private const int Rounds = 40_000;

    private const int LargestMessage = 256 * 1024;
    private const int HighestRate = 48_000;

    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5);

    /// <summary>All dialects.</summary>
    public static TheoryData<string> Dialects => [.. SocketDialect.All.Keys];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Read_Twisted_NeverThrowsAndGivesOnlyWhatCanBeUsed(string name)
    {
        var dialect = SocketDialect.All[name];
        var seeds = SocketSeeds.Of(dialect);
        var random = new Random(name.Length);
        var kinds = new Dictionary<Type, int>();
        for (var i = 0; i < Rounds * SocketSeeds.Multiplier; i++)
        {
            var message = Read(dialect, SocketSeeds.Twist(seeds[random.Next(seeds.Count)], random), random.Next(20) == 0 ? dialect.HasStart ^ true : dialect.IsText || random.Next(2) == 0);
            kinds[message.GetType()] = kinds.GetValueOrDefault(message.GetType()) + 1;
        }

        Assert.True(kinds[typeof(SocketMalformed)] > Rounds / 10, "Hardly anything was twisted.");
        Assert.True(kinds[typeof(SocketSound)] > Rounds / 100, "Hardly anything was left to read.");
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Read_AnyBytes_NeverThrows(string name)
    {
        var dialect = SocketDialect.All[name];
        var random = new Random(2);
        for (var i = 0; i < Rounds * SocketSeeds.Multiplier; i++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            Read(dialect, bytes, random.Next(2) == 0);
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Read_Huge_CostsNoMoreThanItIsLong(string name)
    {
        var dialect = SocketDialect.All[name];
        foreach (var text in Huge())
        {
            Read(dialect, Encoding.UTF8.GetBytes(text), isText: true);
        }

        Read(dialect, SocketSeeds.Frame(48_000, LargestMessage - 100), isText: false);
        Read(dialect, new byte[LargestMessage], isText: false);
        Read(dialect, [.. Enumerable.Repeat((byte)0x08, LargestMessage)], isText: false);   // Small fields, a hundred thousand of them.
        Read(dialect, [.. Enumerable.Repeat((byte)0x12, LargestMessage)], isText: false);
        Read(dialect, [.. Enumerable.Repeat((byte)0xFF, LargestMessage)], isText: false);
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"a\":[\"\\udc00x\"]}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("\"\u00ff\"")]
    public void ReadText_ThatNoStringCanHold_IsMalformed(string latin1) =>
        Assert.IsType<SocketMalformed>(new GenericDialect().Read(Encoding.Latin1.GetBytes(latin1), isText: true));

    [Fact]
    public void ReadSound_OfEveryRate_IsOfOneThatIsInUse()
    {
        var rates = Enumerable.Range(0, 70_000).Select(rate => new GenericDialect().Read(SocketSeeds.Frame(rate, 2), isText: false)).OfType<SocketSound>().Select(sound => sound.SampleRate);

        // Each rate has filters of its own, which are kept: those that no sound card has are coprime to ours, and megabytes long.
        Assert.Equal([8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000], rates);
    }

    private static SocketMessage Read(SocketDialect dialect, byte[] bytes, bool isText)
    {
        var (allocated, started) = (GC.GetAllocatedBytesForCurrentThread(), TimeProvider.System.GetTimestamp());
        var message = dialect.Read(bytes, isText);
        var (cost, time) = (GC.GetAllocatedBytesForCurrentThread() - allocated, TimeProvider.System.GetElapsedTime(started));
        Assert.True(cost < 100_000 + (40L * bytes.Length) && time < MostTime, $"This input costs too much, {cost} bytes: {Convert.ToHexString(bytes[..Math.Min(400, bytes.Length)])}");
        Use(message, bytes.Length);
        return message;
    }

    private static void Use(SocketMessage message, int size)
    {
        switch (message)
        {
            case SocketSound sound:
                Assert.InRange(sound.Bytes.Length, 0, size);
                Assert.InRange(sound.SampleRate, 0, HighestRate);
                break;
            case SocketText text:
                using (var json = new Utf8JsonWriter(Stream.Null))
                {
                    text.Json.WriteTo(json);
                }

                Assert.NotNull(text.Json.GetRawText());
                break;
            case SocketStarted { Start: var start }:
                Assert.All(new[] { start.StreamId, start.CallId, start.From, start.To }, said => Assert.InRange(said.Length, 0, 1024));
                Assert.InRange(start.Format.SampleRate, 8000, HighestRate);
                Assert.InRange(start.Parameters.Sum(parameter => parameter.Key.Length + parameter.Value.Length), 0, size);
                break;
        }
    }

    private static IEnumerable<string> Huge()
    {
        yield return new('[', LargestMessage);
        yield return new('"', LargestMessage);
        yield return $$$"""{"event":"media","media":{"payload":"{{{new string('A', LargestMessage)}}}"}}""";
        yield return $$"""{"event":"{{new string('x', LargestMessage)}}"}""";
        yield return $$"""{{{string.Concat(Enumerable.Repeat("\"event\":1,", LargestMessage / 10))}}"event":"media"}""";
        foreach (var parameters in new[] { "customParameters", "custom_parameters" })
        {
            var many = string.Join(',', Enumerable.Range(0, LargestMessage / 16).Select(i => $"\"p{i:D6}\":\"{i % 10}\""));
            yield return $$$$"""{"event":"start","stream_id":"s","start":{"streamSid":"s","stream_sid":"s","streamId":"s","callSid":"c","call_sid":"c","callId":"c","call_control_id":"c","{{{{parameters}}}}":{{{{{many}}}}}}}""";
        }
    }
}
