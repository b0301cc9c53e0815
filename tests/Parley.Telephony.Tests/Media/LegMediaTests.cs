using System.Net;
using Microsoft.Extensions.Time.Testing;
using Parley.Audio.Tones;
using Parley.Rtp;
using Parley.Rtp.Sdp;
using Parley.Rtp.Transport;
using Parley.Telephony.Media;
using Parley.Telephony.Tests.Network;

namespace Parley.Telephony.Tests.Media;

public sealed class LegMediaTests
{
    private const int Tick = 160;

    private readonly FakeTimeProvider _time = new();
    private readonly MemoryDatagrams _network = new();
    private readonly RtpPortPool _pool;

    public LegMediaTests() => _pool = new(_network, IPAddress.Loopback, new(10000, 10099));

    [Theory]
    [InlineData("PCMU")]
    [InlineData("PCMA")]
    public void ReadWrite_Tone_ArrivesAtItsLevel(string codec)
    {
        var (here, there) = Pair(codec);
        var tone = Tone(1000);
        var sent = new short[Tick];
        var heard = new List<short>();

        for (var i = 0; i < 50; i++)
        {
            tone.Generate(sent);
            here.Write(sent);
            var frame = Read(there);
            heard.AddRange(i >= 25 ? frame : []);
        }

        Assert.InRange(Level(heard), Level(sent) - 0.5, Level(sent) + 0.5);
        Assert.True(Goertzel.Power([.. heard], 1000, LegMedia.SampleRate) > 100 * Goertzel.Power([.. heard], 1400, LegMedia.SampleRate));
        Assert.Equal(50, here.Statistics!.PacketsSent);
        Assert.Equal(0, there.Statistics!.PacketsLost);
    }

    [Fact]
    public void Read_BeforeOpen_IsSilentAndSendsNothing()
    {
        var media = Make();
        var samples = new short[Tick];
        Array.Fill(samples, (short)7);

        Assert.False(media.Read(samples));
        media.Write(samples);

        Assert.All(samples, sample => Assert.Equal(0, sample));
        Assert.Null(media.Statistics);
        media.Dispose();
    }

    [Fact]
    public void Open_PacketsThatWaited_AreNotPlayed()
    {
        var (here, there) = (Make(), Make());
        here.Open(Audio("PCMU", there));
        var loud = Enumerable.Repeat((short)8000, Tick).ToArray();
        for (var i = 0; i < 200; i++)
        {
            here.Write(loud);
        }

        there.Open(Audio("PCMU", here));

        Assert.Equal(0, Level(Read(there)));
        Assert.Equal(0, there.Statistics!.PacketsReceived);
        here.Write(loud);
        here.Write(loud);
        here.Write(loud);
        var level = Enumerable.Range(0, 4).Max(_ => Level(Read(there)));
        Assert.True(level > 70, $"Level was {level} dB.");
    }

    [Fact]
    public void Read_PacketsLost_AreConcealed()
    {
        var (here, there) = Pair("PCMU");
        var tone = Tone(400);
        var sent = new short[Tick];
        var quietest = double.MaxValue;
        for (var i = 0; i < 60; i++)
        {
            tone.Generate(sent);
            here.Write(sent);
            if (i == 40 && there.Ports.Rtp.TryReceive(new byte[600], out _, out _))
            {
                // The packet of this tick is gone.
            }

            var frame = Read(there);
            quietest = i is > 30 and < 58 ? Math.Min(quietest, Level(frame)) : quietest;
        }

        Assert.Equal(1, there.Statistics!.PacketsLost);
        Assert.True(quietest > Level(sent) - 6, $"Quietest frame had {quietest} dB.");
    }

    [Fact]
    public void Update_OtherCodec_GoesOn()
    {
        var (here, there) = Pair("PCMU");
        var loud = Enumerable.Range(0, Tick).Select(i => (short)(8000 * Math.Sin(i * 0.4))).ToArray();
        var level = 0.0;
        for (var i = 0; i < 40; i++)
        {
            if (i == 20)
            {
                Assert.True(there.Update(Audio("PCMA", here)));
                Assert.True(here.Update(Audio("PCMA", there)));
            }

            here.Write(loud);
            level = Level(Read(there));
        }

        Assert.InRange(level, Level(loud) - 1, Level(loud) + 1);
    }

    [Fact]
    public void ReadWrite_SteadyState_AllocatesNothing()
    {
        var (here, there) = Pair("PCMU");
        var samples = new short[Tick];
        Run(500);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(500);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Run(int ticks)
        {
            for (var i = 0; i < ticks; i++)
            {
                here.Write(samples);
                there.Write(samples);
                here.Read(samples);
                there.Read(samples);
            }
        }
    }

    [Fact]
    public async Task Dispose_WhileTicked_ReturnsThePortsAndFallsSilent()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        for (var round = 0; round < 50; round++)
        {
            var (here, there) = Pair("PCMU");
            using var stop = new CancellationTokenSource();
            var started = new TaskCompletionSource();
            var ticking = Task.Factory.StartNew(
                () =>
                {
                    var samples = new short[Tick];
                    while (!stop.IsCancellationRequested)
                    {
                        here.Read(samples);
                        here.Write(samples);
                        started.TrySetResult();
                    }

                    Assert.False(here.Read(samples));
                },
                cancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
            await started.Task;

            here.Dispose();
            await stop.CancelAsync();
            await ticking;
            there.Dispose();
        }

        Assert.Equal(0, _pool.InUse);
        Assert.Equal(0, _network.OpenSockets);
    }

    [Fact]
    public async Task Dispose_AfterATickThatThrew_ReturnsThePorts()
    {
        var (here, there) = (Make(), Make());
        here.Watcher = new Throwing();
        Assert.True(here.Open(Audio("PCMU", there)));
        Assert.True(there.Open(Audio("PCMU", here)));
        there.Write(new short[Tick]);
        Assert.Throws<InvalidOperationException>(() => here.Read(new short[Tick]));
        Assert.Throws<InvalidOperationException>(() => here.Write(new short[Tick]));

        await OnItsOwn(here.Dispose);
        there.Dispose();

        Assert.Equal(0, _pool.InUse);
    }

    [Fact]
    public async Task Open_AfterATickOfEarlyMediaThatThrew_LetsSoundThrough()
    {
        var (here, there) = (Make(), Make());
        here.Watcher = new Throwing();
        here.OpenEarly(Audio("PCMU", there));
        Assert.True(there.Open(Audio("PCMU", here)));
        there.Write(new short[Tick]);
        Assert.Throws<InvalidOperationException>(() => here.ReadEarly(new short[Tick]));

        await OnItsOwn(() => Assert.True(here.Open(Audio("PCMU", there))));

        here.Dispose();
        there.Dispose();
        Assert.Equal(0, _pool.InUse);
    }

    [Fact]
    public void OpenEarly_AndThenTheAnswer_SaysGoodbyeToNobody()
    {
        var (here, there) = (Make(), Make());
        here.OpenEarly(Audio("PCMU", there));
        for (var i = 0; i < 500; i++)
        {
            here.ReadEarly(new short[Tick]);   // Long enough for reports.
            _time.Advance(TimeSpan.FromMilliseconds(20));
        }

        Assert.True(there.Open(Audio("PCMU", here)));
        Assert.True(here.Open(Audio("PCMU", there)));
        here.Write(new short[Tick]);
        Read(there);

        Assert.False(there.Statistics!.RemoteSaidGoodbye);
        Assert.Equal(1, there.Statistics.PacketsReceived);   // The ports are as open as before.
        here.Dispose();
        there.Dispose();
        Assert.Equal(0, _pool.InUse);
    }

    [Fact]
    public void Dispose_NeverOpened_ReturnsThePorts()
    {
        var media = Make();
        Assert.Equal(1, _pool.InUse);

        media.Dispose();
        media.Dispose();

        Assert.Equal(0, _pool.InUse);
        Assert.False(media.Open(Audio("PCMU", media)));
    }

    /// <summary>On a thread that is let go when it never ends.</summary>
    private static Task OnItsOwn(Action action) =>
        Task.Factory.StartNew(action, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    private static NegotiatedAudio Audio(string codec, LegMedia remote)
    {
        var description = codec == "PCMU" ? CodecDescription.Pcmu : CodecDescription.Pcma;
        var address = remote.Ports.LocalEndPoint;
        return new(address, new(address.Address, address.Port + 1), description, MediaDirection.SendReceive, TimeSpan.FromMilliseconds(20));
    }

    private static ToneGenerator Tone(double frequencyHz) => new(new([ToneSegment.On(frequencyHz, 0, 10_000)], Repeats: false), LegMedia.SampleRate);

    private static double Level(IReadOnlyCollection<short> samples) =>
        samples.Count == 0 ? 0 : 20 * Math.Log10(Math.Max(1, Math.Sqrt(samples.Average(sample => (double)sample * sample))));

    private short[] Read(LegMedia media)
    {
        var frame = new short[Tick];
        media.Read(frame);
        _time.Advance(TimeSpan.FromMilliseconds(20));
        return frame;
    }

    private (LegMedia Here, LegMedia There) Pair(string codec)
    {
        var (here, there) = (Make(), Make());
        Assert.True(here.Open(Audio(codec, there)));
        Assert.True(there.Open(Audio(codec, here)));
        return (here, there);
    }

    private LegMedia Make()
    {
        Assert.True(_pool.TryRent(out var ports, out _));
        return new(ports, _time, new Random(1));
    }

    /// <summary>Breaks the ticks of the media thread, and no goodbye.</summary>
    private sealed class Throwing : IRtpWatcher
    {
        public void Saw(in RtpSighting what, ReadOnlySpan<byte> datagram)
        {
            if (what.Kind == RtpDatagramKind.Sound)
            {
                throw new InvalidOperationException();
            }
        }
    }
}
