using Parley.Rtp.Jitter;

namespace Parley.Rtp.Tests.Jitter;

/// <summary>A buffer whose sound can be stretched wishes for that instead of cutting ticks out and putting ticks in.</summary>
public sealed class JitterStretchTests
{
    private const int Tick = 160;
    private readonly JitterBuffer _buffer = new(Tick, new() { Stretches = true });
    private readonly byte[] _out = new byte[Tick];
    private int _sent;

    [Fact]
    public void StretchWanted_SteadyStream_IsNothingOnceTheDepthIsReached()
    {
        Run(300);
        Assert.Equal(-Tick, _buffer.StretchWanted); // It began with two ticks and needs one.
        _buffer.NoteStretched(-Tick);
        Take();

        for (var i = 0; i < 5000; i++)
        {
            Run(1);
            Assert.Equal(0, _buffer.StretchWanted);
        }

        Assert.Equal((0, 0, Tick), (_buffer.Concealed, _buffer.Discarded, _buffer.Stretch.Shortened));
    }

    [Fact]
    public void StretchWanted_SlowerFarEnd_IsLongerBeforeAnythingIsLate()
    {
        Settle();
        Take(); // A tick in which nothing came: the store is one less.
        Run(260);

        Assert.Equal(Tick, _buffer.StretchWanted);
        Assert.Equal(0, _buffer.Concealed);
    }

    [Fact]
    public void StretchWanted_FasterFarEnd_IsShorterAndNothingIsCut()
    {
        Settle();
        Add();
        Run(510);

        Assert.Equal(-Tick, _buffer.StretchWanted);
        Assert.Equal(0, _buffer.Discarded);
    }

    [Fact]
    public void StretchWanted_DoneInPart_IsTheRest()
    {
        Settle();
        Add();
        Run(510);
        _buffer.NoteStretched(-90);
        Assert.Equal(-70, _buffer.StretchWanted);
        _buffer.NoteStretched(-70);
        Assert.Equal(0, _buffer.StretchWanted);
        Assert.Equal(2 * Tick, _buffer.Stretch.Shortened);
    }

    [Fact]
    public void StretchWanted_LatePacket_IsLonger()
    {
        Settle();
        var late = _sent++;
        for (var i = 0; i < 4; i++)
        {
            Run(1);
        }

        Assert.Equal(JitterBuffer.Verdict.Late, _buffer.Add(1000 + late, (uint)(late * Tick), 0, new byte[Tick]));

        Assert.InRange(_buffer.StretchWanted, Tick, 4 * Tick);
        Assert.Equal(1, _buffer.Concealed); // The hole itself; nothing is put in.
        Run(2);
        Assert.Equal(1, _buffer.Concealed);
    }

    [Fact]
    public void Take_MuchAtOnce_SaysThatItSkipped()
    {
        Settle();
        for (var i = 0; i < 40; i++)
        {
            Add();
        }

        Assert.True(_buffer.Discarded > 25);
        Assert.True(Take().FollowsSkip);
        Assert.False(Take().FollowsSkip);
    }

    [Fact]
    public void Take_HalfATickMissing_GivesWhatIsThere()
    {
        var payload = new byte[240];
        _buffer.Add(1, 0, 0, payload);
        _buffer.Add(3, 480, 0, payload);
        Take();
        Take();

        Assert.Equal([Tick, 80, 0, Tick], Enumerable.Range(0, 4).Select(_ => Take().Length));
    }

    [Fact]
    public void NoteStretched_AfterAReset_IsNoDebt()
    {
        Settle();
        Add();
        Run(510);
        _buffer.Reset();
        _buffer.NoteStretched(-70);

        Assert.Equal(0, _buffer.StretchWanted);
    }

    private void Settle()
    {
        Run(300);
        _buffer.NoteStretched(-Tick);
        Take();
    }

    private void Run(int ticks)
    {
        for (var i = 0; i < ticks; i++)
        {
            Add();
            Take();
        }
    }

    private void Add() => _buffer.Add(1000 + _sent, (uint)(_sent++ * Tick), 0, new byte[Tick]);

    private JitterFrame Take() => _buffer.Take(_out);
}
