using System.Buffers;
using System.Text;
using Parley.Sip.Transport;

namespace Parley.Sip.Tests.Transport;

public class StreamFramerTests
{
    private const string First = "OPTIONS sip:a SIP/2.0\r\nContent-Length: 5\r\n\r\nhello";
    private const string Second = "SIP/2.0 200 OK\r\nl : 0\r\n\r\n";
    private const string WithoutLength = "BYE sip:a SIP/2.0\r\nVia: x\r\n\r\n";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Take_StreamInPieces_IsTheSameMessages(int size)
    {
        var frames = Feed(First + Second + "\r\n\r\n" + WithoutLength + First, size).Where(f => f.Kind != StreamFrameKind.Pong).ToList();

        string[] texts = [First, Second, WithoutLength, First];
        Assert.Equal(texts, frames.Where(f => f.Kind == StreamFrameKind.Message).Select(f => Encoding.ASCII.GetString(f.Bytes.Span)));
    }

    [Fact]
    public void Take_KeepAlives_ArePingAndPong()
    {
        Assert.Equal([StreamFrameKind.Ping], Feed("\r\n\r\n", 4).Select(f => f.Kind));
        Assert.Equal([StreamFrameKind.Pong], Feed("\r\n", 2).Select(f => f.Kind));
        Assert.Equal([StreamFrameKind.Pong, StreamFrameKind.Message], Feed("\r\n" + First, 1000).Select(f => f.Kind));
        Assert.Equal([StreamFrameKind.Ping, StreamFrameKind.Message], Feed("\r\n\r\n" + First, 1000).Select(f => f.Kind));
    }

    [Theory]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nContent-Length: five\r\n\r\n")]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nContent-Length: 1\r\nl: 2\r\n\r\n")]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nContent-Length: 99999999999\r\n\r\n")]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nContent-Length: 2147483647\r\n\r\n")]
    public void Take_LengthThatCannotBe_IsBroken(string text) => Assert.Equal(StreamFrameKind.Broken, Assert.Single(Feed(text, 1000)).Kind);

    [Fact]
    public void Take_HeadersWithoutEnd_AreBrokenAtTheLimit()
    {
        Assert.Empty(Feed("A: " + new string('x', 500), 50));
        Assert.Equal(StreamFrameKind.Broken, Feed("A: " + new string('x', 2000), 50).First().Kind);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(100_000)]
    public void Take_BodyBeyondTheLimit_IsReadOverAndTheNextMessageIsFound(int size)
    {
        const string Headers = "INVITE sip:a SIP/2.0\r\nContent-Length: 5000\r\n\r\n";

        var frames = Feed(Headers + new string('x', 5000) + First, size).ToList();

        Assert.Equal([StreamFrameKind.TooLarge, StreamFrameKind.Message], frames.Select(f => f.Kind));
        Assert.Equal(Headers, Encoding.ASCII.GetString(frames[0].Bytes.Span));
    }

    [Fact]
    public void IsInside_HalfAMessage_IsTrue()
    {
        var framer = new StreamFramer(1000);
        var half = new ReadOnlySequence<byte>("OPTIONS sip"u8.ToArray());
        Assert.Equal(StreamFrameKind.Incomplete, framer.Take(ref half).Kind);
        Assert.True(framer.IsInside);
        var whole = new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(First));
        Assert.Equal(StreamFrameKind.Message, framer.Take(ref whole).Kind);
        Assert.False(framer.IsInside);
    }

    /// <summary>Bytes at random, and good streams with bytes changed: it ends, and takes from the front only.</summary>
    [Fact]
    public void Take_SpoiledStreams_NeverThrowsNorStalls()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = Encoding.ASCII.GetBytes(First + "\r\n" + Second + "\r\n\r\n" + WithoutLength);
            for (var j = random.Next(6); j >= 0; j--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)'\r' : (byte)random.Next(256);
            }

            Feed(bytes, random.Next(1, 40));
        }
    }

    private static List<StreamFrame> Feed(string text, int size) => Feed(Encoding.ASCII.GetBytes(text), size);

    /// <summary>Gives a framer the stream as a connection would: what was not taken comes again, with more behind it.</summary>
    private static List<StreamFrame> Feed(byte[] bytes, int size)
    {
        var framer = new StreamFramer(1000);
        var frames = new List<StreamFrame>();
        var (start, end) = (0, 0);
        while (end < bytes.Length)
        {
            end = Math.Min(bytes.Length, end + size);
            var buffer = new ReadOnlySequence<byte>(bytes, start, end - start);
            StreamFrame frame;
            while ((frame = framer.Take(ref buffer)).Kind != StreamFrameKind.Incomplete)
            {
                frames.Add(frame);
                if (frame.Kind == StreamFrameKind.Broken)
                {
                    return frames;
                }
            }

            start = end - (int)buffer.Length;
        }

        return frames;
    }
}
