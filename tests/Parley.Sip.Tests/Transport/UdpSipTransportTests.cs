using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Parley.Sip.Messages;
using Parley.Sip.Tests.Fakes;
using Parley.Sip.Transport;

namespace Parley.Sip.Tests.Transport;

/// <summary>Real sockets on loopback.</summary>
public class UdpSipTransportTests
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    [Fact]
    public async Task Bind_PortInUse_NamesTheEndPoint()
    {
        await using var first = UdpSipTransport.Bind(AnyPort);
        var error = Assert.Throws<SipException>(() => UdpSipTransport.Bind(first.LocalEndPoint));
        Assert.Contains(first.LocalEndPoint.ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetLocalEndPoint_BoundToAny_IsTheAddressThatTheDestinationSees()
    {
        await using var transport = UdpSipTransport.Bind(new(IPAddress.Any, 0));
        var seen = transport.GetLocalEndPoint(new(IPAddress.Loopback, 5060));
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, transport.LocalEndPoint.Port), seen);
    }

    [Fact]
    public async Task Send_OtherTransport_BytesAndSenderArrive()
    {
        await using var a = UdpSipTransport.Bind(AnyPort);
        await using var b = UdpSipTransport.Bind(AnyPort);
        await a.SendAsync("hello"u8.ToArray(), b.LocalEndPoint, TestContext.Current.CancellationToken);
        var datagram = await b.Received.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal("hello"u8.ToArray(), datagram.Bytes.ToArray());
        Assert.Equal(a.LocalEndPoint, datagram.Remote);
    }

    [Fact]
    public async Task Send_NobodyListens_TheDestinationIsReportedAndOthersStillWork()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells an unconnected socket who refused.");
        await using var a = UdpSipTransport.Bind(AnyPort);
        await using var b = UdpSipTransport.Bind(AnyPort);
        var dead = UdpSipTransport.Bind(AnyPort);
        await dead.DisposeAsync();
        await a.SendAsync("hello"u8.ToArray(), dead.LocalEndPoint, TestContext.Current.CancellationToken);
        var report = await a.Received.ReadAsync(TestContext.Current.CancellationToken);
        Assert.True(report.IsUnreachable);
        Assert.Equal(dead.LocalEndPoint, report.Remote);
        await a.SendAsync("hello"u8.ToArray(), b.LocalEndPoint, TestContext.Current.CancellationToken);
        Assert.Equal(5, (await b.Received.ReadAsync(TestContext.Current.CancellationToken)).Bytes.Length);
    }

    [Fact]
    public async Task Send_TheSenderHearsOfARefusal_TheReaderDoesNotGoOnInItsThread()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells an unconnected socket who refused.");
        var a = UdpSipTransport.Bind(AnyPort);
        var dead = UdpSipTransport.Bind(AnyPort);
        await dead.DisposeAsync();
        var (sender, reports, reportsInSender) = (0, 0, 0);
        var reading = Reading();

        sender = Environment.CurrentManagedThreadId;
        for (var i = 0; i < 500; i++)
        {
            await a.SendAsync("hello"u8.ToArray(), dead.LocalEndPoint, TestContext.Current.CancellationToken);   // Never leaves this thread.
        }

        sender = 0;
        await a.DisposeAsync();
        await reading;
        Assert.True(reports > 0);
        Assert.Equal(0, reportsInSender);

        async Task Reading()
        {
            SynchronizationContext.SetSynchronizationContext(null);
            while (await a.Received.WaitToReadAsync(TestContext.Current.CancellationToken))
            {
                while (a.Received.TryRead(out _))
                {
                    reports++;
                    reportsInSender += Environment.CurrentManagedThreadId == sender ? 1 : 0;
                }
            }
        }
    }

    [Fact]
    public async Task Calls_TwoEndpointsOnLoopback_AllAreAnsweredAndEnded()
    {
        const int Count = 200;
        await using var alice = new SipEndpoint(UdpSipTransport.Bind(AnyPort));
        await using var bob = new SipEndpoint(UdpSipTransport.Bind(AnyPort));
        await alice.StartAsync(TestContext.Current.CancellationToken);
        await bob.StartAsync(TestContext.Current.CancellationToken);
        var answering = AnswerAsync(bob, Count);
        var calls = Enumerable.Range(0, Count).Select(_ => DialAsync(alice, bob.LocalEndPoint)).ToList();
        Assert.All(await Task.WhenAll(calls), last => Assert.Equal(new CallEnded(false, SipReason.Q850(16)), last));
        Assert.All(await answering, last => Assert.Equal(new CallEnded(true, SipReason.Q850(16)), last));
        Assert.Equal((0, 0), (alice.ActiveCalls, alice.ActiveDialogs));
    }

    [Fact]
    public async Task Invite_DeadPort_FailsAsTransportErrorLongBeforeTimerB()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells an unconnected socket who refused.");
        await using var alice = new SipEndpoint(UdpSipTransport.Bind(AnyPort));
        await alice.StartAsync(TestContext.Current.CancellationToken);
        var dead = UdpSipTransport.Bind(AnyPort);
        await dead.DisposeAsync();
        var failed = Assert.IsType<CallFailed>(await DialAsync(alice, dead.LocalEndPoint));
        Assert.Equal(SipFailureKind.TransportError, failed.Failure.Kind);
    }

    [Fact]
    public async Task Receive_ErrorsWithoutEnd_AreTriedWithPausesAndToldOnceUntilItWorksAgain()
    {
        const int Errors = 12;   // Three at once, then after 1, 2, 4, ... 64 and twice 100 ms.
        var (calls, log) = (0, new Lines());
        var began = TimeProvider.System.GetTimestamp();
        await using var a = UdpSipTransport.Bind(AnyPort, log, (socket, buffer, remote) => ++calls <= Errors
            ? throw new SocketException((int)SocketError.NoBufferSpaceAvailable)
            : socket.ReceiveFrom(buffer, SocketFlags.None, remote));
        await using var b = UdpSipTransport.Bind(AnyPort);

        await b.SendAsync("hello"u8.ToArray(), a.LocalEndPoint, TestContext.Current.CancellationToken);
        Assert.Equal(5, (await a.Received.ReadAsync(TestContext.Current.CancellationToken)).Bytes.Length);

        Assert.True(TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromMilliseconds(300));   // At the least; no more is said of a real clock.
        Assert.Equal([LogLevel.Error, LogLevel.Information], log.Levels);
    }

    [Fact]
    public async Task Dispose_WhileNothingCanBeReceived_Ends()
    {
        var a = UdpSipTransport.Bind(AnyPort, null, (_, _, _) => throw new SocketException((int)SocketError.NoBufferSpaceAvailable));
        await a.DisposeAsync();
        Assert.False(await a.Received.WaitToReadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Next_ARowOfErrors_WaitsLongerEachTimeUpToALimit()
    {
        var trouble = new ReceiveTrouble();
        Assert.False(trouble.End());
        var waits = Enumerable.Range(0, 40).Select(_ => (trouble.Next(out var isNews).TotalMilliseconds, isNews)).ToList();
        Assert.Equal([0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 100, 100], waits.Take(12).Select(w => w.TotalMilliseconds));
        Assert.Equal(100, waits[^1].TotalMilliseconds);
        Assert.Equal(3, Assert.Single(Enumerable.Range(0, 40), i => waits[i].isNews));
        Assert.True(trouble.End());
        Assert.False(trouble.End());
        Assert.Equal(TimeSpan.Zero, trouble.Next(out _));
    }

    private static async Task<SipCallEvent> DialAsync(SipEndpoint endpoint, IPEndPoint destination)
    {
        var call = endpoint.Invite(new()
        {
            Uri = SipUri.FromEndPoint("bob", destination),
            From = NameAddress.Parse("<sip:alice@127.0.0.1>"),
            Destination = destination,
            Body = Story.Offer,
        });
        SipCallEvent last = new CallTrying(100);
        while (await call.Events.WaitToReadAsync(TestContext.Current.CancellationToken))
        {
            while (call.Events.TryRead(out var next))
            {
                last = next;
                if (next is CallAnswered)
                {
                    await call.HangUpAsync(SipReason.Q850(16), TestContext.Current.CancellationToken);
                }
            }
        }

        return last;
    }

    private static async Task<List<SipCallEvent>> AnswerAsync(SipEndpoint endpoint, int count)
    {
        var ends = new List<Task<List<SipCallEvent>>>();
        for (var i = 0; i < count; i++)
        {
            var call = await endpoint.IncomingCalls.ReadAsync(TestContext.Current.CancellationToken);
            await call.ProgressAsync(180, cancellationToken: TestContext.Current.CancellationToken);
            await call.AnswerAsync(Story.Reply, cancellationToken: TestContext.Current.CancellationToken);
            ends.Add(Story.RestAsync(call));
        }

        return [.. (await Task.WhenAll(ends)).Select(e => e[^1])];
    }

    private sealed class Lines : ILoggerFactory, ILogger
    {
        private readonly ConcurrentQueue<LogLevel> _levels = new();

        public IEnumerable<LogLevel> Levels => _levels;

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _levels.Enqueue(logLevel);

        public void Dispose()
        {
        }
    }
}
