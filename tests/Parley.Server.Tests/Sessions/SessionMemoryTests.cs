using Parley.Agents;
using Parley.Server.Sessions;
using Parley.Server.Tests.Storage;

namespace Parley.Server.Tests.Sessions;

/// <summary>What a server keeps of its sessions in memory has an end.</summary>
[Trait(TestDatabase.Trait, TestDatabase.Fixed)]
public sealed class SessionMemoryTests
{
    private readonly SessionTimelines _timelines = new();

    [Fact]
    public void Timelines_OneTalkativeSession_KeepsItsBeginningAndItsEnd()
    {
        var id = Guid.NewGuid();
        Fill(id, SessionTimelines.MostEvents + 100);
        _timelines.Add(id, new DialoutStopped("leg"));
        _timelines.Add(id, new CallStateUpdated(CallState.Left));

        var kept = _timelines.Get(id);

        Assert.Equal(SessionTimelines.MostEvents + 2, kept.Count);
        Assert.IsType<CallStateUpdated>(kept[^1]);
    }

    [Fact]
    public void Timelines_ManyTalkativeSessions_LoseTheOldestFirst()
    {
        var ids = Enumerable.Range(0, (SessionTimelines.MostEventsInAll / SessionTimelines.MostEvents) + 1).Select(_ => Guid.NewGuid()).ToArray();
        Array.ForEach(ids, id => Fill(id, SessionTimelines.MostEvents));

        Assert.Empty(_timelines.Get(ids[0]));
        Assert.Equal(SessionTimelines.MostEvents, _timelines.Get(ids[1]).Count);
        Assert.Equal(SessionTimelines.MostEvents, _timelines.Get(ids[^1]).Count);
    }

    [Fact]
    public void Timelines_ManyQuietSessions_LoseTheOldestFirst()
    {
        var ids = Enumerable.Range(0, SessionTimelines.MostSessions + 1).Select(_ => Guid.NewGuid()).ToArray();
        Array.ForEach(ids, id => Fill(id, 1));

        Assert.Equal((0, 1), (_timelines.Get(ids[0]).Count, _timelines.Get(ids[1]).Count));
    }

    [Fact]
    public void Feed_ReaderCancelledBeforeItReads_IsForgotten()
    {
        var feed = new SessionFeed();
        using var stop = new CancellationTokenSource();
        _ = feed.ReadAllAsync(stop.Token);
        Assert.Equal(1, feed.Readers);

        stop.Cancel();

        Assert.Equal(0, feed.Readers);
    }

    private void Fill(Guid id, int events)
    {
        for (var i = 0; i < events; i++)
        {
            _timelines.Add(id, new DtmfReceived("leg", "1"));
        }
    }
}
