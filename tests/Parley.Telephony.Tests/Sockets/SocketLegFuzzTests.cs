using Microsoft.Extensions.Time.Testing;
using Parley.Telephony.Outcomes;
using Parley.Telephony.Sockets;
using Parley.Telephony.Sockets.Dialects;

namespace Parley.Telephony.Tests.Sockets;

/// <summary>Whole calls over sockets whose far end sends anything, in any order: each comes to an end that is told once, and holds no more than a call may.</summary>
public sealed class SocketLegFuzzTests
{
    private const int CallsOfEach = 150;

    /// <summary>All dialects.</summary>
    public static TheoryData<string> Dialects => [.. SocketDialect.All.Keys];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Call_WithAnyMessagesInAnyOrder_EndsOnceAndIsToldOf(string name)
    {
        var dialect = SocketDialect.All[name];
        var seeds = SocketSeeds.Of(dialect);
        var endings = new HashSet<CallEnding>();
        for (var seed = 0; seed < CallsOfEach * SocketSeeds.Multiplier; seed++)
        {
            var random = new Random(seed);
            var messages = Enumerable.Range(0, random.Next(60)).Select(_ =>
            {
                var message = seeds[random.Next(seeds.Count)];
                return (random.Next(4) == 0 ? SocketSeeds.Twist(message, random) : message, dialect.HasStart ? random.Next(50) > 0 : random.Next(3) == 0);
            });
            var (outcome, events) = await CallAsync(dialect, messages, random, (ScriptedEnding)random.Next(3));

            endings.Add(outcome.Ending);
            Assert.Equal(outcome, Assert.IsType<LegEnded>(events[^1]).Outcome);
            Assert.Single(events.OfType<LegEnded>());
            Assert.InRange(events.OfType<LegAnswered>().Count(), 0, 1);
        }

        Assert.Contains(CallEnding.Completed, endings);
        Assert.Contains(CallEnding.Dropped, endings);
        Assert.Contains(CallEnding.Abandoned, endings);
    }

    [Fact]
    public async Task Call_WithAMessageThatNeverEnds_IsCutOff()
    {
        var socket = new ScriptedSocket([(new byte[100_000_000], false)], new Random(1), ScriptedEnding.Stays);

        var (outcome, _) = await CallAsync(new GenericDialect(), socket, new Random(0), floods: true);

        Assert.Equal((CallEnding.Failed, "a message is too large"), (outcome.Ending, outcome.Error));
        Assert.InRange(socket.Read, 256 * 1024, 1_000_000);
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(250_000, true)]
    [InlineData(250_000, false)]
    public async Task Call_ThatFloods_IsCutOffBeforeItHoldsMuch(int length, bool isText)
    {
        var message = isText ? [(byte)'"', .. Enumerable.Repeat((byte)'x', length), (byte)'"'] : SocketSeeds.Frame(16_000, length);
        var socket = new ScriptedSocket(Enumerable.Repeat((message, isText), int.MaxValue), new Random(1), ScriptedEnding.Stays);

        var (outcome, events) = await CallAsync(new GenericDialect(), socket, new Random(0), floods: true);

        Assert.Equal((CallEnding.Failed, "too many messages"), (outcome.Ending, outcome.Error));
        Assert.InRange(events.Count, 1, 3000);
        Assert.InRange(events.OfType<LegMessage>().Sum(message => message.Message.GetRawText().Length), 0, 5_000_000);
    }

    [Fact]
    public async Task Call_WhoseRateChangesWithEachFrame_IsHeard()
    {
        int[] rates = [8000, 48_000, 16_000, 44_100];
        var messages = Enumerable.Range(0, 400).Select(i => (SocketSeeds.Frame(rates[i % rates.Length], rates[i % rates.Length] / 25), false));

        var (outcome, _) = await CallAsync(new GenericDialect(), messages, new Random(0), ScriptedEnding.Closes);

        Assert.Equal(CallEnding.Completed, outcome.Ending);
    }

    private static Task<(CallOutcome Outcome, List<LegEvent> Events)> CallAsync(
        SocketDialect dialect, IEnumerable<(byte[] Bytes, bool IsText)> messages, Random random, ScriptedEnding ending) =>
        CallAsync(dialect, new ScriptedSocket(messages, new Random(random.Next()), ending), random);

    private static async Task<(CallOutcome Outcome, List<LegEvent> Events)> CallAsync(SocketDialect dialect, ScriptedSocket socket, Random random, bool floods = false)
    {
        var time = new FakeTimeProvider();
        var format = dialect.HasStart ? SocketFormat.Telephone : new(SocketEncoding.Linear, GenericDialect.SampleRate);
        var leg = new SocketLeg("leg", new SocketPeer(socket), dialect, new() { StreamId = "s1", CallId = "c1", Format = format }, time);
        if (random.Next(8) > 0)
        {
            await leg.AnswerAsync(Cancellation);
        }

        leg.Start();
        var (heard, said) = (new short[leg.SampleRate / 50], new short[leg.SampleRate / 50]);
        for (var tick = 0; !leg.Completion.IsCompleted; tick++)
        {
            await Task.Yield();
            Cancellation.ThrowIfCancellationRequested();
            if (tick % 16 != 0 || (floods && !socket.IsClosed))
            {
                continue;   // A flood comes in no time at all.
            }

            leg.Read(heard);
            said.AsSpan().Fill((short)random.Next(-1000, 1000));
            leg.Write(said);
            switch (random.Next(20))
            {
                case 0:
                    leg.Clear();
                    break;
                case 1 when !floods && tick > 500:
                    _ = leg.HangUpAsync(cancellationToken: Cancellation);
                    break;
            }

            time.Advance(TimeSpan.FromMilliseconds(20));
        }

        var outcome = await leg.Completion;
        await leg.DisposeAsync();
        var events = new List<LegEvent>();
        while (leg.Events.TryRead(out var occurred))
        {
            events.Add(occurred);
        }

        Assert.True(leg.Events.Completion.IsCompleted);
        return (outcome, events);
    }
}
