using System.Text;
using Parley.Sip.Auth;

namespace Parley.Sip.Tests.Auth;

public class Sha512T256Tests
{
    /// <summary>The examples published with FIPS 180-4, and the lengths around a block's end, computed with OpenSSL.</summary>
    [Theory]
    [InlineData("", "c672b8d1ef56ed28ab87c3622c5114069bdd3ad7b8f9737498d0c01ecef0967a")]
    [InlineData("abc", "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23")]
    [InlineData(
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "3928e184fb8690f840da3988121d31be65cb9d3ef83ee6146feac861e19b563a")]
    public void HashData_PublishedExamples_AreThose(string text, string expected) =>
        Assert.Equal(expected, Convert.ToHexStringLower(Sha512T256.HashData(Encoding.ASCII.GetBytes(text))));

    [Theory]
    [InlineData(111, "0239e429f98d0ed61ee8e2a7c30afe98c1c3a80ce5dff62a107e9c538f7632ce")]
    [InlineData(112, "9216b5303edb66504570bee90e48ea5beaa5e9fe9f760bbd3e0460559fc005f6")]
    [InlineData(119, "6cb452f832033489de69b49d6a8e8a1e0018092f1986c132287f4ca4ab3ee545")]
    [InlineData(127, "2fe3b2a6ee7e12f6fe4ba82166541ad9b4ed882c493581cbe300d68f3757b778")]
    [InlineData(128, "b88f97e274f9c1d49f181c8cbd01a9c74930ad055a46ac4499a1d601f1c80bf2")]
    [InlineData(240, "d48a4d53397b38ab4e771d781c98ac6b86712dff2a664cfd1f27c7ca40f8ce37")]
    [InlineData(1000, "40eb4a70d4d69815407a9e272f0101cd67e3d11262a4a0bfc087712749c7fb53")]
    public void HashData_LettersA_AreThoseOfOpenSsl(int length, string expected) =>
        Assert.Equal(expected, Convert.ToHexStringLower(Sha512T256.HashData(Encoding.ASCII.GetBytes(new string('a', length)))));
}
