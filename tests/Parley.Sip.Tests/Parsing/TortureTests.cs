using Parley.Sip.Messages;
using Parley.Sip.Parsing;

namespace Parley.Sip.Tests.Parsing;

/// <summary>The messages of RFC 4475, where they are at hand: in PARLEY_SHARED or in a folder named shared beside the checkout.</summary>
public class TortureTests
{
    private static readonly string[] Forgiven = ["escruri", "baddate", "ltgtruri", "lwsstart", "trws", "baddn", "mismatch02", "badbranch", "bigcode", "scalarlg", "insuf", "badvers"];

    [Fact]
    public void Parse_EveryMessage_IsJudgedAsTheRfcSays()
    {
        var folder = Find();
        Assert.SkipWhen(folder is null, "The RFC 4475 messages are not here: set PARLEY_SHARED to the folder that holds peers/torture.");
        foreach (var line in File.ReadLines(Path.Combine(folder!, "verdicts.tsv")).Skip(1))
        {
            var columns = line.Split('\t');
            var (name, kind, verdict) = (columns[0], columns[2], columns[3]);
            var result = SipParser.Parse(File.ReadAllBytes(Path.Combine(folder!, name + ".dat")));
            if (verdict == "valid")
            {
                Assert.True(result.Message is not null, $"{name}: {result.Error}");
                Assert.Equal(kind, result.Message is SipRequest ? "request" : "response");
                Assert.NotNull(SipParser.Parse(SipWriter.ToArray(result.Message!)).Message);
            }
            else if (!Forgiven.Contains(name))
            {
                Assert.True(result.ErrorStatus == 400, $"{name}: {result.Message} {result.Error} {result.ErrorStatus}");
            }
        }
    }

    [Theory]
    [InlineData("badvers", 505)]
    [InlineData("mismatch02", 400)]
    [InlineData("insuf", 0)]
    [InlineData("bigcode", 0)]
    [InlineData("scalarlg", 0)]
    [InlineData("ltgtruri", 400)]
    public void Parse_TheOthers_AreRefusedWith(string name, int status)
    {
        var folder = Find();
        Assert.SkipWhen(folder is null, "The RFC 4475 messages are not here: set PARLEY_SHARED to the folder that holds peers/torture.");
        var result = SipParser.Parse(File.ReadAllBytes(Path.Combine(folder!, name + ".dat")));
        Assert.Null(result.Message);
        Assert.Equal(status, result.ErrorStatus);
    }

    [Fact]
    public void Parse_WsInv_EveryHeaderIsReadable()
    {
        var folder = Find();
        Assert.SkipWhen(folder is null, "The RFC 4475 messages are not here: set PARLEY_SHARED to the folder that holds peers/torture.");
        var request = Assert.IsType<SipRequest>(SipParser.Parse(File.ReadAllBytes(Path.Combine(folder!, "wsinv.dat"))).Message);
        Assert.Equal("vivekg@chair-dnrc.example.com", $"{request.To.Uri.User}@{request.To.Uri.Host}");
        Assert.Equal("1918181833n", request.To.Tag);
        Assert.Equal("J Rosenberg \\\"", request.From.DisplayName);
        Assert.Equal(new CSeq(9, "INVITE"), request.CSeq);
        Assert.Equal(3, request.Headers.GetValues("Via").Count());
        Assert.Equal(150, request.Body.Length);
    }

    private static string? Find()
    {
        var shared = Environment.GetEnvironmentVariable("PARLEY_SHARED");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); shared is null && folder is not null; folder = folder.Parent)
        {
            shared = File.Exists(Path.Combine(folder.FullName, "Parley.slnx")) ? Path.Combine(folder.Parent?.FullName ?? "", "shared") : null;
        }

        var torture = shared is null ? null : Path.Combine(shared, "peers", "torture");
        return Directory.Exists(torture) ? torture : null;
    }
}
