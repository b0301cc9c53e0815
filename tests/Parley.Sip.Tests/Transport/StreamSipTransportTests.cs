using System.Net;
using System.Net.Sockets;
using System.Text;
using Parley.Sip.Messages;
using Parley.Sip.Tests.Fakes;
using Parley.Sip.Transport;

namespace Parley.Sip.Tests.Transport;

/// <summary>TCP on loopback.</summary>
public class StreamSipTransportTests
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);
    private static readonly IPEndPoint AnyPort6 = new(IPAddress.IPv6Loopback, 0);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_OverTcp_RunsBothWaysOverOneConnection(bool six)
    {
        await using var alices = StreamSipTransport.Bind(six ? AnyPort6 : AnyPort);
        await using var bobs = StreamSipTransport.Bind(six ? AnyPort6 : AnyPort);
        await using var alice = new SipEndpoint(alices);
        await using var bob = new SipEndpoint(bobs);
        await alice.StartAsync(Token);
        await bob.StartAsync(Token);
        var caller = Dial(alice, Tcp(bobs));
        var callee = await bob.IncomingCalls.ReadAsync(Token);
        await callee.AnswerAsync(Story.Reply, cancellationToken: Token);
        var answered = await Story.NextAsync<CallAnswered>(caller);
        await Story.NextAsync<CallConfirmed>(callee);

        await callee.HangUpAsync(null, Token);
        await Story.NextAsync<CallEnded>(caller);

        Assert.Equal((1, 1), (alices.Connections, bobs.Connections));
        Assert.Equal("TCP", callee.Invite.TopVia.Transport);
        Assert.Equal($"<sip:parley@{alices.LocalEndPoint};transport=tcp>", callee.Invite.Headers[SipHeaderNames.Contact]);
        Assert.Equal("tcp", answered.Response.Contact!.Uri.Parameters["transport"]);
        Assert.Equal(alices.LocalEndPoint.Port, callee.Invite.TopVia.Port);
    }

    [Fact]
    public async Task Send_FarEndHasClosed_ConnectsAgain()
    {
        await using var alice = new SipEndpoint(StreamSipTransport.Bind(AnyPort));
        await alice.StartAsync(Token);
        var first = StreamSipTransport.Bind(AnyPort);
        var bob = new SipEndpoint(first);
        await bob.StartAsync(Token);
        Assert.Equal(200, (await alice.SendAsync(Options(), Tcp(first), cancellationToken: Token)).Status);
        await bob.DisposeAsync();

        await using var again = new SipEndpoint(StreamSipTransport.Bind(first.LocalEndPoint));
        await again.StartAsync(Token);
        Assert.Equal(200, (await alice.SendAsync(Options(), Tcp(first), cancellationToken: Token)).Status);
    }

    [Fact]
    public async Task Send_WhileTheFarEndCloses_GoesByANewConnection()
    {
        await using var alice = new SipEndpoint(StreamSipTransport.Bind(AnyPort));
        await alice.StartAsync(Token);
        using var listener = new TcpListener(AnyPort);
        listener.Start();
        var bob = new SipHop(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndpoint).Port, "TCP");
        Socket? before = null;
        for (var round = 0; round < 500; round++)
        {
            before?.Close();   // The next request is on its way while this is noticed.
            var sending = alice.SendAsync(Options(), bob, cancellationToken: Token);
            before = await listener.AcceptSocketAsync(Token);
            var peer = new Peer(before);
            var request = await peer.ReceiveMessageAsync();
            await peer.SendAsync(request.Replace(request.Split("\r\n")[0], "SIP/2.0 200 OK", StringComparison.Ordinal));

            Assert.Equal(200, (await sending).Status);
        }

        before?.Dispose();
    }

    [Fact]
    public async Task Send_NobodyListens_IsA503AndPrepareSaysWhy()
    {
        await using var alice = new SipEndpoint(StreamSipTransport.Bind(AnyPort));
        await alice.StartAsync(Token);
        var dead = StreamSipTransport.Bind(AnyPort);
        await dead.DisposeAsync();

        Assert.Contains("refused", await alice.PrepareAsync(Tcp(dead), Token), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(503, (await alice.SendAsync(Options(), Tcp(dead), cancellationToken: Token)).Status);
    }

    [Fact]
    public async Task Send_ConnectionIsCutBeforeTheAnswer_FailsAtOnce()
    {
        using var silent = new TcpListener(AnyPort);
        silent.Start();
        await using var alice = new SipEndpoint(StreamSipTransport.Bind(AnyPort));
        await alice.StartAsync(Token);
        var sending = alice.SendAsync(Options(), new SipHop(IPAddress.Loopback, ((IPEndPoint)silent.LocalEndpoint).Port, "TCP"), cancellationToken: Token);
        using (var accepted = await silent.AcceptSocketAsync(Token))
        {
            await accepted.ReceiveAsync(new byte[10], Token);
        }

        Assert.Equal(503, (await sending).Status);
    }

    [Fact]
    public async Task Send_NoTransportOfThatProtocol_IsSaid()
    {
        await using var alice = new SipEndpoint(UdpSipTransport.Bind(AnyPort));
        var why = await alice.PrepareAsync(new SipHop(IPAddress.Loopback, 5061, "TLS"), Token);
        Assert.Contains("by TLS, and this endpoint listens on udp:127.0.0.1", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receive_MessagesInPiecesKeepAlivesAndRubbish_EachIsAnsweredAsItShould()
    {
        var limits = new SipStreamOptions { MaxMessageSize = 1000 };
        await using var transport = StreamSipTransport.Bind(AnyPort, limits);
        await using var bob = new SipEndpoint(transport);
        await bob.StartAsync(Token);
        using var client = new Peer(transport.LocalEndPoint);

        await client.SendAsync("\r\n\r\n");
        Assert.Equal("\r\n", await client.ReceiveAsync(2));
        foreach (var piece in Request("one").Chunk(9))
        {
            await client.SendAsync(new string(piece));
        }

        Assert.StartsWith("SIP/2.0 200 OK", await client.ReceiveMessageAsync(), StringComparison.Ordinal);
        await client.SendAsync(Request("two") + Request("three"));
        Assert.Contains("branch=z9hG4bKtwo", await client.ReceiveMessageAsync(), StringComparison.Ordinal);
        Assert.Contains("branch=z9hG4bKthree", await client.ReceiveMessageAsync(), StringComparison.Ordinal);
        await client.SendAsync(Request("four", new string('x', 5000)) + Request("five"));
        Assert.StartsWith("SIP/2.0 513 Message Too Large", await client.ReceiveMessageAsync(), StringComparison.Ordinal);
        Assert.Contains("branch=z9hG4bKfive", await client.ReceiveMessageAsync(), StringComparison.Ordinal);
        await client.SendAsync("GET / HTTP/1.1\r\nContent-Length: all of it\r\n\r\n");
        Assert.Equal("", await client.ReceiveAsync(1));
        while (transport.Connections > 0 || bob.DroppedMessages < 2)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token);
        }
    }

    [Fact]
    public async Task Receive_HalfAMessageForEver_ConnectionIsClosed()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var transport = StreamSipTransport.Bind(AnyPort, time: time);
        using var client = new Peer(transport.LocalEndPoint);
        await client.SendAsync("OPTIONS sip:half");
        var closed = client.ReceiveAsync(1);
        while (!closed.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        Assert.Equal("", await closed);
    }

    [Fact]
    public async Task Tend_SilentConnectionOfOurs_IsKeptAliveAndClosedOnceTheAnswerStaysAway()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var transport = StreamSipTransport.Bind(AnyPort, time: time);
        using var listener = new TcpListener(AnyPort);
        listener.Start();
        var hop = new SipHop(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndpoint).Port, "TCP");
        Assert.Null(await ((ISipTransport)transport).PrepareAsync(hop, Token));
        using var peer = new Peer(await listener.AcceptSocketAsync(Token));

        var ping = peer.ReceiveAsync(4);
        await PassUntilAsync(ping, time);
        Assert.Equal("\r\n\r\n", await ping);
        await peer.SendAsync("\r\n");
        ping = peer.ReceiveAsync(4);
        await PassUntilAsync(ping, time);
        Assert.Equal("\r\n\r\n", await ping);
        var closed = peer.ReceiveAsync(1);
        await PassUntilAsync(closed, time);

        Assert.Equal("", await closed);
    }

    [Fact]
    public async Task Admit_TooManyFromOneAddress_OthersAreClosed()
    {
        await using var transport = StreamSipTransport.Bind(AnyPort, new() { MaxConnectionsPerAddress = 1 });
        await using var bob = new SipEndpoint(transport);
        await bob.StartAsync(Token);
        using var first = new Peer(transport.LocalEndPoint);
        await first.SendAsync(Request("one"));
        Assert.StartsWith("SIP/2.0 200", await first.ReceiveMessageAsync(), StringComparison.Ordinal);
        using var second = new Peer(transport.LocalEndPoint);

        Assert.Equal("", await second.ReceiveAsync(1));
    }

    [Fact]
    public async Task LargeRequest_FarEndSpeaksTcp_GoesByTcp()
    {
        await using var bob = new SipEndpoint(Both(out var port));
        await bob.StartAsync(Token);
        await using var alice = new SipEndpoint(Both(out _));
        await alice.StartAsync(Token);
        var udp = new IPEndPoint(IPAddress.Loopback, port);

        Assert.Equal("UDP", (await alice.SendAsync(Options(), udp, cancellationToken: Token)).TopVia.Transport);
        Assert.Equal("TCP", (await alice.SendAsync(Options(1200), udp, cancellationToken: Token)).TopVia.Transport);
    }

    [Fact]
    public async Task LargeRequest_FarEndSpeaksUdpOnly_GoesByUdpAfterAll()
    {
        var transport = UdpSipTransport.Bind(AnyPort);
        await using var bob = new SipEndpoint(transport);
        await bob.StartAsync(Token);
        await using var alice = new SipEndpoint(Both(out _));
        await alice.StartAsync(Token);

        var answer = await alice.SendAsync(Options(1200), transport.LocalEndPoint, cancellationToken: Token);

        Assert.Equal((200, "UDP"), (answer.Status, answer.TopVia.Transport));
    }

    internal static OutgoingCall Dial(SipEndpoint endpoint, SipHop destination) => endpoint.Invite(new()
    {
        Uri = SipUri.FromEndPoint("bob", destination),
        From = NameAddress.Parse("<sip:alice@127.0.0.1>"),
        Destination = destination,
        Body = Story.Offer,
    });

    internal static SipRequest Options(int padding = 0)
    {
        var request = new SipRequest(SipMethods.Options, SipUri.Parse("sip:bob@127.0.0.1"));
        request.Headers.Add(SipHeaderNames.From, "<sip:alice@127.0.0.1>");
        request.Headers.Add(SipHeaderNames.To, "<sip:bob@127.0.0.1>");
        request.Headers.Add("X-Padding", new string('x', padding));
        return request;
    }

    private static SipHop Tcp(StreamSipTransport transport) => new(transport.LocalEndPoint.Address, transport.LocalEndPoint.Port, "TCP");

    /// <summary>UDP and TCP on one port.</summary>
    private static ISipTransport[] Both(out int port)
    {
        while (true)
        {
            var tcp = StreamSipTransport.Bind(AnyPort);
            port = tcp.LocalEndPoint.Port;
            try
            {
                return [UdpSipTransport.Bind(tcp.LocalEndPoint), tcp];
            }
            catch (SipException)
            {
                _ = tcp.DisposeAsync().AsTask();   // Somebody else has it; the next one is free.
            }
        }
    }

    private static async Task PassUntilAsync(Task task, Microsoft.Extensions.Time.Testing.FakeTimeProvider time)
    {
        while (!task.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token);
        }
    }

    private static string Request(string branch, string body = "") =>
        $"OPTIONS sip:bob@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:5999;branch=z9hG4bK{branch}\r\nMax-Forwards: 70\r\nFrom: <sip:a@b>;tag={branch}\r\n"
        + $"To: <sip:b@b>\r\nCall-ID: {branch}\r\nCSeq: 1 OPTIONS\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    /// <summary>A plain socket that a test writes to as it likes.</summary>
    private sealed class Peer(Socket socket) : IDisposable
    {
        public Peer(IPEndPoint endPoint)
            : this(Connect(endPoint))
        {
        }

        public async Task SendAsync(string text) => await socket.SendAsync(Encoding.ASCII.GetBytes(text), Token);

        /// <summary>So many bytes, fewer when the other side closes.</summary>
        public async Task<string> ReceiveAsync(int count)
        {
            var (buffer, length) = (new byte[count], 0);
            while (length < count)
            {
                try
                {
                    var read = await socket.ReceiveAsync(buffer.AsMemory(length), Token);
                    if (read == 0)
                    {
                        break;
                    }

                    length += read;
                }
                catch (SocketException)
                {
                    break;   // Closed with something unread: the same to us.
                }
            }

            return Encoding.ASCII.GetString(buffer, 0, length);
        }

        /// <summary>A message without a body.</summary>
        public async Task<string> ReceiveMessageAsync()
        {
            var text = new StringBuilder();
            while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                var next = await ReceiveAsync(1);
                Assert.NotEqual("", next);
                text.Append(next);
            }

            return text.ToString();
        }

        public void Dispose() => socket.Dispose();

        private static Socket Connect(IPEndPoint endPoint)
        {
            var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(endPoint);
            return socket;
        }
    }
}
