using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Parley.Sip.Transactions;

namespace Parley.Sip.Tests.Transactions;

/// <summary>The world of a single transaction: what it sent and when, and a clock that moves when told.</summary>
internal sealed class FakeEnvironment : ITransactionEnvironment
{
    public static readonly IPEndPoint Peer = new(IPAddress.Loopback, 5070);

    private readonly FakeTimeProvider _time = new();

    public SipTimers Timers { get; init; } = new();

    public bool IsReliable { get; init; }

    bool ITransactionEnvironment.IsReliable(IPEndPoint destination) => IsReliable;

    public List<(double Seconds, string FirstLine)> Sent { get; } = [];

    public List<string> SentTexts { get; } = [];

    public double Now => (_time.GetUtcNow() - _time.Start).TotalSeconds;

    /// <summary>When the transaction said that it is over.</summary>
    public double? TerminatedAt { get; private set; }

    /// <summary>When each message went out.</summary>
    public IEnumerable<double> Times => Sent.Select(s => s.Seconds);

    public void Advance(double seconds)
    {
        var steps = (int)Math.Round(seconds * 100);
        for (var i = 0; i < steps; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
        }
    }

    public void Send(SipTransaction sender, ReadOnlyMemory<byte> message, IPEndPoint destination)
    {
        Assert.Equal(Peer, destination);
        var text = Encoding.UTF8.GetString(message.Span);
        Sent.Add((Now, text.Split("\r\n", 2)[0]));
        SentTexts.Add(text);
    }

    public IDisposable Schedule(TimeSpan due, Action callback) =>
        _time.CreateTimer(_ => callback(), null, due, Timeout.InfiniteTimeSpan);

    public void Terminated(SipTransaction transaction)
    {
        Assert.Null(TerminatedAt);
        TerminatedAt = Now;
    }
}
