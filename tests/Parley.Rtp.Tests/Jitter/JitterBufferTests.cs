using Parley.Rtp.Jitter;

namespace Parley.Rtp.Tests.Jitter;

public sealed class JitterBufferTests
{
    private const int Tick = 160;
    private readonly JitterBuffer _buffer = new(Tick, new() { InitialDepth = 2 });
    private readonly byte[] _out = new byte[Tick];

    private int Played => _out[0];

    [Fact]
    public void Take_BeforeAnything_IsEmpty() => Assert.Equal(JitterFrameKind.Empty, Take().Kind);

    [Fact]
    public void Take_NewStream_WaitsForTheDepthThenPlaysInOrder()
    {
        Assert.Equal([JitterFrameKind.Empty, JitterFrameKind.Empty], [AddAndTake(0), AddAndTake(1)]);

        for (var i = 2; i < 50; i++)
        {
            Assert.Equal(JitterFrameKind.Frame, AddAndTake(i));
            Assert.Equal(i - 2, Played);
        }

        Assert.Equal(0, _buffer.Concealed);
    }

    [Fact]
    public void Add_Reordered_PlaysInOrder()
    {
        Add(0);
        Add(2);
        Add(1);
        Assert.Equal([0, 1, 2], TakeFrames(5));
    }

    [Fact]
    public void Add_FirstTwoSwapped_PlaysBothWithoutMoreDelay()
    {
        Assert.Equal(JitterFrameKind.Empty, AddAndTake(1));
        Assert.Equal(JitterBuffer.Verdict.Accepted, Add(0));

        Assert.Equal([0, 1], TakeFrames(2));
    }

    [Fact]
    public void Add_Twice_IsDuplicateEvenAfterItWasPlayed()
    {
        Add(0);
        Assert.Equal(JitterBuffer.Verdict.Duplicate, Add(0));
        TakeFrames(3);
        Assert.Equal(JitterBuffer.Verdict.Duplicate, Add(0));
    }

    [Fact]
    public void Take_OneLost_ConcealsThatTickOnly()
    {
        Start(10);
        Add(11);
        var kinds = new List<JitterFrameKind> { Take().Kind, Take().Kind };
        for (var i = 12; i < 20; i++)
        {
            kinds.Add(AddAndTake(i));
        }

        Assert.Equal(1, kinds.Count(kind => kind == JitterFrameKind.Lost));
        Assert.Equal(9, kinds.Count(kind => kind == JitterFrameKind.Frame));
        Assert.Equal(1, _buffer.Concealed);
    }

    [Fact]
    public void Take_PacketsComeLate_HoldsAndPlaysAllOfThem()
    {
        Start(10); // Two packets are in store.
        var played = TakeFrames(5); // A stall: the store runs dry.
        for (var i = 10; i < 15; i++)
        {
            Add(i);
        }

        played.AddRange(TakeFrames(5));

        Assert.Equal([8, 9, 10, 11, 12, 13, 14], played);
        Assert.Equal(3, _buffer.Concealed);
        Assert.Equal(5, _buffer.Depth);
    }

    [Fact]
    public void Take_DryBecauseOfLoss_IsConcealedOnceAndAddsNoDelay()
    {
        Start(10);
        TakeFrames(2);
        Assert.Equal(JitterFrameKind.Lost, Take().Kind); // 10 should have come.

        Add(11);
        Assert.Equal([11], TakeFrames(1));
        Assert.Equal(1, _buffer.Concealed);
    }

    [Fact]
    public void Add_AfterItsTurn_IsLateAndDeepensTheBuffer()
    {
        Start(10);
        Add(11);
        Add(12);
        TakeFrames(4); // 10 is concealed in the third, since 11 is there.

        Assert.Equal(JitterBuffer.Verdict.Late, Add(10));
        Assert.True(_buffer.Depth > 2);
        Assert.Equal(JitterFrameKind.Lost, Take().Kind); // The inserted tick.
        Add(13);
        Assert.Contains(13, TakeFrames(4));
    }

    [Fact]
    public void Take_QuietNetwork_SettlesAtTheLeastDepth()
    {
        var buffer = new JitterBuffer(Tick, new() { InitialDepth = 6, MinimumDepth = 1 });
        for (var i = 0; i < 3000; i++)
        {
            buffer.Add(1000 + i, (uint)(i * Tick), 0, Payload(i));
            buffer.Take(_out);
        }

        Assert.Equal(1, buffer.Depth);
        Assert.Equal(Tick, buffer.Buffered);
        Assert.Equal(5, buffer.Discarded);
        Assert.Equal(0, buffer.Concealed);
    }

    [Theory]
    [InlineData(1.002)]
    [InlineData(0.998)]
    public void Take_ClockDrift_KeepsTheDelayBounded(double senderSpeed)
    {
        var sent = 0;
        var lost = 0;
        var peak = 0L;
        for (var tick = 0; tick < 30_000; tick++)
        {
            for (; sent < tick * senderSpeed; sent++)
            {
                _buffer.Add(1000 + sent, (uint)(sent * Tick), 0, Payload(sent));
            }

            lost += Take().Kind == JitterFrameKind.Lost ? 1 : 0;
            peak = Math.Max(peak, _buffer.Buffered);
        }

        // 0.2 % of 30,000 ticks is 60 of them, inserted or taken out.
        Assert.InRange(peak, 0, 8 * Tick);
        Assert.InRange(lost, 0, 90);
        Assert.InRange(_buffer.Discarded, senderSpeed > 1 ? 50 : 0, 90);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(30)]
    [InlineData(40)]
    [InlineData(60)]
    public void Take_OtherPacketTimes_GivesEveryByteOnceInTicks(int milliseconds)
    {
        var size = milliseconds * 8;
        var input = new byte[size * 200];
        new Random(5).NextBytes(input);
        var output = new List<byte>();
        for (int tick = 0, sent = 0; tick * Tick < input.Length; tick++)
        {
            for (; sent * size <= tick * Tick && (sent + 1) * size <= input.Length; sent++)
            {
                _buffer.Add(500 + sent, (uint)(77 + (sent * size)), 8, input.AsSpan(sent * size, size));
            }

            var frame = Take();
            if (frame.Kind == JitterFrameKind.Frame)
            {
                Assert.Equal((Tick, (byte)8), (frame.Length, frame.PayloadType));
                output.AddRange(_out);
            }
        }

        // A tick or two are taken out while the depth settles.
        var cut = Enumerable.Range(0, output.Count).FirstOrDefault(i => output[i] != input[i], output.Count);
        Assert.Equal(output.Skip(cut), input.Skip(cut + (int)(_buffer.Discarded * Tick)).Take(output.Count - cut));
        Assert.InRange(_buffer.Discarded, 0, 1);
        Assert.True(output.Count > input.Length - (8 * Tick));
        Assert.Equal(0, _buffer.Concealed);
    }

    [Fact]
    public void Take_HalfATickMissing_RepeatsWhatIsThere()
    {
        // 30 ms packets, the second lost: ticks are 0-159, 160-239 and a hole to 480, 480-639.
        _buffer.Add(1, 0, 0, Enumerable.Repeat((byte)1, 240).ToArray());
        _buffer.Add(3, 480, 0, Enumerable.Repeat((byte)3, 240).ToArray());
        Take();
        Take();

        var frames = Enumerable.Range(0, 4).Select(_ => (Take().Kind, _out[0], _out[^1])).ToList();

        Assert.Equal((JitterFrameKind.Frame, 1, 1), frames[0]);
        Assert.Equal((JitterFrameKind.Frame, 1, 1), frames[1]);
        Assert.Equal(JitterFrameKind.Lost, frames[2].Kind);
        Assert.Equal((JitterFrameKind.Frame, 3, 3), frames[3]);
    }

    [Fact]
    public void Take_SilenceSuppressed_IsEmptyNotLost()
    {
        Start(10);
        _buffer.Add(1010, 14 * Tick, 0, Payload(14)); // Consecutive number, four ticks later in time.

        var kinds = Enumerable.Range(0, 7).Select(_ => Take().Kind).ToList();

        Assert.Equal(2, kinds.TakeWhile(kind => kind == JitterFrameKind.Frame).Count());
        Assert.Equal(4, kinds.Count(kind => kind == JitterFrameKind.Empty));
        Assert.Equal(JitterFrameKind.Frame, kinds[6]);
        Assert.Equal(0, _buffer.Concealed);
    }

    [Fact]
    public void Take_LongPause_ConcealsBrieflyThenStartsAnew()
    {
        Start(10);
        var kinds = Enumerable.Range(0, 100).Select(_ => Take().Kind).ToList();

        Assert.Equal(5, kinds.Count(kind => kind == JitterFrameKind.Lost));
        Assert.Equal(JitterFrameKind.Empty, kinds[^1]);
        _buffer.Add(1010, 5_000_000, 0, Payload(50));
        Assert.Equal([50], TakeFrames(3));
    }

    [Fact]
    public void Add_StragglerAfterAPause_IsNotPlayedAgain()
    {
        Start(10);
        Add(12);
        TakeFrames(30);

        Assert.Equal(JitterBuffer.Verdict.Late, Add(11));
        Assert.Equal(JitterBuffer.Verdict.Duplicate, Add(12));
        Assert.Empty(TakeFrames(5));
    }

    [Fact]
    public void AddSilence_DuringADigit_IsNeitherLostNorPlayed()
    {
        Start(10);
        for (var i = 10; i < 20; i++)
        {
            _buffer.AddSilence(1000 + i);
            Assert.NotEqual(JitterFrameKind.Lost, Take().Kind);
        }

        Add(20);
        Assert.Contains(20, TakeFrames(3));
        Assert.Equal(0, _buffer.Concealed);
    }

    [Theory]
    [InlineData(3_000_000_000u)]
    [InlineData(4_294_467_296u)]
    [InlineData(16_000u)]
    public void Add_TimestampJumps_PlaysOnWithoutAHole(uint jump)
    {
        Start(10);
        var kinds = new List<JitterFrameKind>();
        for (var i = 10; i < 30; i++)
        {
            _buffer.Add(1000 + i, (uint)(i * Tick) + (i >= 15 ? jump : 0), 0, Payload(i));
            kinds.Add(Take().Kind);
        }

        Assert.All(kinds, kind => Assert.Equal(JitterFrameKind.Frame, kind));
        Assert.Equal(27, Played);
    }

    [Fact]
    public void Add_TimestampWraps_PlaysOn()
    {
        for (var i = 0; i < 10; i++)
        {
            _buffer.Add(1000 + i, unchecked(uint.MaxValue - (4 * Tick) + (uint)(i * Tick)), 0, Payload(i));
            Take();
        }

        Assert.Equal(7, Played);
        Assert.Equal(0, _buffer.Concealed);
    }

    [Fact]
    public void Add_BurstAfterAStall_DropsTheOldestDownToTheDepth()
    {
        Start(10);
        for (var i = 10; i < 60; i++)
        {
            Add(i);
        }

        Assert.InRange(_buffer.Buffered, 0, 11 * Tick);
        Assert.True(_buffer.Discarded >= 40);
        Assert.Equal(JitterFrameKind.Frame, Take().Kind);
        Assert.Contains(59, TakeFrames(12));
    }

    [Fact]
    public void Add_TooLarge_IsRejected() => Assert.Equal(JitterBuffer.Verdict.Rejected, _buffer.Add(1, 0, 0, new byte[JitterBuffer.MaximumPayload + 1]));

    [Fact]
    public void Reset_ThenAnotherStream_Plays()
    {
        Start(10);
        _buffer.Reset();
        _buffer.Add(5, 99, 0, Payload(77));

        Assert.Equal([77], TakeFrames(3));
    }

    [Fact]
    public void Take_CodecChanges_EachFrameNamesItsOwn()
    {
        _buffer.Add(1, 0, 0, Payload(1));
        _buffer.Add(2, Tick, 8, Payload(2));
        Take();
        Take();

        Assert.Equal(0, Take().PayloadType);
        Assert.Equal(8, Take().PayloadType);
    }

    [Fact]
    public void AddAndTake_SteadyState_AllocateNothing()
    {
        for (var i = 0; i < 100; i++)
        {
            AddAndTake(i);
        }

        var payload = Payload(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 100; i < 5000; i++)
        {
            _buffer.Add(1000 + i, (uint)(i * Tick), 0, payload);
            _buffer.Take(_out);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] Payload(int i)
    {
        var payload = new byte[Tick];
        payload.AsSpan().Fill((byte)i);
        return payload;
    }

    /// <summary>Runs the first packets through: the last two are still in store.</summary>
    private void Start(int packets)
    {
        for (var i = 0; i < packets; i++)
        {
            AddAndTake(i);
        }
    }

    private JitterBuffer.Verdict Add(int i) => _buffer.Add(1000 + i, (uint)(i * Tick), 0, Payload(i));

    private JitterFrame Take() => _buffer.Take(_out);

    private JitterFrameKind AddAndTake(int i)
    {
        Add(i);
        return Take().Kind;
    }

    private List<int> TakeFrames(int ticks)
    {
        var frames = new List<int>();
        for (var i = 0; i < ticks; i++)
        {
            if (Take().Kind == JitterFrameKind.Frame)
            {
                frames.Add(Played);
            }
        }

        return frames;
    }
}
