using Parley.Rtp.Packets;

namespace Parley.Rtp.Tests.Packets;

public sealed class SequenceTrackerTests
{
    private readonly SequenceTracker _tracker = new();

    [Fact]
    public void Add_AcrossTheWrap_KeepsCounting()
    {
        _tracker.Add(65534, out var first);
        _tracker.Add(65535, out _);
        _tracker.Add(0, out _);
        _tracker.Add(1, out var last);

        Assert.Equal(3, last - first);
        Assert.Equal(0, _tracker.Lost);
    }

    [Fact]
    public void Add_Reordered_GivesItsOwnNumber()
    {
        _tracker.Add(10, out var first);
        _tracker.Add(12, out var third);
        _tracker.Add(11, out var second);

        Assert.Equal([first, first + 1, first + 2], [first, second, third]);
        Assert.Equal(0, _tracker.Lost);
    }

    [Fact]
    public void Lost_Gap_IsCountedAndFractionTakenOnce()
    {
        _tracker.Add(10, out _);
        _tracker.Add(13, out _);

        Assert.Equal(2, _tracker.Lost);
        Assert.Equal(128, _tracker.TakeFractionLost());
        Assert.Equal(0, _tracker.TakeFractionLost());
    }

    [Fact]
    public void Missing_Duplicates_DoNotMakeUpForLoss()
    {
        _tracker.Add(10, out _);
        _tracker.Add(12, out _);
        _tracker.Add(12, out _);
        _tracker.AddDuplicate();

        Assert.Equal((0, 1), (_tracker.Lost, _tracker.Missing));
    }

    [Fact]
    public void Add_OneStrayJump_IsRejectedAndForgotten()
    {
        _tracker.Add(10, out _);

        Assert.Equal(SequenceTracker.Verdict.Rejected, _tracker.Add(40000, out _));
        Assert.Equal(SequenceTracker.Verdict.Accepted, _tracker.Add(11, out _));
        Assert.Equal(0, _tracker.Lost);
    }

    [Fact]
    public void Add_TwoAfterAJump_RestartAndKeepWhatWasLost()
    {
        _tracker.Add(10, out _);
        _tracker.Add(12, out _);

        Assert.Equal(SequenceTracker.Verdict.Rejected, _tracker.Add(40000, out _));
        Assert.Equal(SequenceTracker.Verdict.Restarted, _tracker.Add(40001, out _));

        Assert.Equal(1, _tracker.Lost);
    }
}
