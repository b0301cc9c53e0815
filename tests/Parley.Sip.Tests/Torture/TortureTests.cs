using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Parley.Sip.Messages;
using Parley.Sip.Parsing;
using Parley.Sip.Tests.Fakes;

namespace Parley.Sip.Tests.Torture;

/// <summary>
/// Each case of RFC 4475 and RFC 5118, put to a whole endpoint: the messages that lie beside this file, and the RFC's own where they are at hand (in a folder
/// named shared beside the checkout, or in PARLEY_SHARED).
/// </summary>
public partial class TortureTests
{
    public static TheoryData<string, string> Cases => [.. Verdicts().Select(verdict => (verdict.Key, verdict.Value))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Message_OfOurs_IsJudged(string name, string expected) => Judge(name, Read(name), expected);

    [Fact]
    public void Messages_OfTheRfc_AreJudgedLikeOurs()
    {
        var folder = FindShared();
        var files = folder is null ? [] : Directory.GetFiles(folder, "*.dat");
        foreach (var file in files)
        {
            var name = Path.GetFileNameWithoutExtension(file);
            Judge(name, File.ReadAllBytes(file), Verdicts()[name]);
        }

        // Every case of the RFC has one of ours, whether its own is at hand or not.
        Assert.Equal(49, File.ReadLines(Path.Combine(Folder, "verdicts.tsv")).Count(line => line.Contains("\t4475 ", StringComparison.Ordinal)));
    }

    [Fact]
    public void WsInv_EveryHeader_IsReadable()
    {
        var request = Assert.IsType<SipRequest>(SipParser.Parse(Read("wsinv")).Message);

        Assert.Equal(("desk", "55ownn", "Ada L. \\\""), (request.To.Uri.User, request.To.Tag, request.From.DisplayName));
        Assert.Equal(new CSeq(12, "INVITE"), request.CSeq);
        Assert.Equal(3, request.Headers.GetValues("Via").Count());
        Assert.Equal("first part second part ; a b c", request.Headers["UnheardOfHeader"]);
        Assert.Equal("0.4", request.Contact!.Parameters["q"]);
    }

    [Fact]
    public void Escapes_AreDecodedOnlyWhereTheyStandForCharacters()
    {
        var escaped = Assert.IsType<SipRequest>(SipParser.Parse(Read("esc01")).Message);
        Assert.Equal(("sips:ada@caller.example", "desk", "ADa x"), (escaped.Uri.User, escaped.To.Uri.User, escaped.From.Uri.User));
        Assert.Equal("OPT%49ON%53", Assert.IsType<SipRequest>(SipParser.Parse(Read("esc02")).Message).Method);
        Assert.Equal("cut\0short", Assert.IsType<SipRequest>(SipParser.Parse(Read("escnull")).Message).To.Uri.User);
        Assert.Equal("desk;par=u@example.net", Assert.IsType<SipRequest>(SipParser.Parse(Read("semiuri")).Message).Uri.User);
    }

    [Fact]
    public void Extensions_AreNamedInTheRefusal() => Story.RunWithPeer(async (story, peer) =>
    {
        story.Network.Send(peer.EndPoint, story.Bob.LocalEndPoint, Read("bext01"));
        await story.World.Wait(TimeSpan.FromSeconds(1));

        Assert.Equal("unheardOfOne, unheardOfTwo", story.Network.Log[^1].Response!.Headers["Unsupported"]);
    });

    private static string Folder => Path.Combine(Root()!.FullName, "tests", "Parley.Sip.Tests", "Torture");

    private static void Judge(string name, byte[] message, string expected) => Story.RunWithPeer(async (story, peer) =>
    {
        var parsed = SipParser.Parse(message);
        story.Network.Send(peer.EndPoint, story.Bob.LocalEndPoint, message);
        await story.World.Wait(TimeSpan.FromMilliseconds(400));

        var answers = story.Network.Log.Where(packet => packet.From.Equals(story.Bob.LocalEndPoint)).Select(packet => packet.Text.Split(' ', 3)[1]).ToList();
        var calls = story.Bob.IncomingCalls.TryRead(out var call) ? 1 : 0;
        var verdict = calls == 1 ? "call"
            : answers is [var status] ? status
            : answers.Count > 1 ? string.Join(' ', answers)
            : parsed.Message is SipResponse && expected == "response" ? "response" : "drop";

        Assert.True(verdict == expected, $"{name}: {verdict} instead of {expected}; the parser says {parsed.Error ?? "nothing"}");
        if (parsed.Message is { } read)
        {
            Assert.NotNull(SipParser.Parse(SipWriter.ToArray(read)).Message);
        }

        if (call is not null)
        {
            await call.RejectAsync(486, cancellationToken: Story.Token);
        }
    });

    private static Dictionary<string, string> Verdicts() =>
        File.ReadLines(Path.Combine(Folder, "verdicts.tsv")).Skip(1).Select(line => line.Split('\t')).ToDictionary(columns => columns[0], columns => columns[2]);

    private static byte[] Read(string name)
    {
        var text = File.ReadAllText(Path.Combine(Folder, name + ".sip")).ReplaceLineEndings("\r\n");
        var body = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        var length = Bytes(text[body..]).Length;
        return Bytes(text.Replace("{length}", length.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
    }

    private static byte[] Bytes(string text) =>
        Encoding.Latin1.GetBytes(EscapedByte().Replace(text, match => ((char)int.Parse(match.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()));

    private static string? FindShared()
    {
        var shared = Environment.GetEnvironmentVariable("PARLEY_SHARED") ?? Path.Combine(Root()!.Parent?.FullName ?? "", "shared");
        var torture = Path.Combine(shared, "peers", "torture");
        return Directory.Exists(torture) ? torture : null;
    }

    private static DirectoryInfo? Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Parley.slnx")))
        {
            folder = folder.Parent;
        }

        return folder;
    }

    [GeneratedRegex("\\\\x([0-9A-F]{2})")]
    private static partial Regex EscapedByte();
}
