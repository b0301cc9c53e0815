using Parley.Server.Hosting;
using Parley.Server.Tests.Storage;

namespace Parley.Server.Tests.Hosting;

[Trait(TestDatabase.Trait, TestDatabase.Fixed)]
public sealed class SeededIdsTests
{
    [Fact]
    public void Ids_OfTheSameSeed_AreTheSame()
    {
        Assert.Equal(Draw(7), Draw(7));
        Assert.NotEqual(Draw(7), Draw(8));
    }

    [Fact]
    public void NewId_IsARandomUuid_OfVersionFour()
    {
        var id = new SeededIds(new Random(7)).NewId();

        Assert.Equal((4, 8), (id.Version, id.Variant & 0xC));
    }

    [Fact]
    public void NewId_CalledTwice_IsAnother()
    {
        var ids = new SeededIds(new Random(7));

        Assert.NotEqual(ids.NewId(), ids.NewId());
    }

    private static (Guid Id, string Name, string Secret) Draw(int seed)
    {
        var ids = new SeededIds(new Random(seed));
        return (ids.NewId(), ids.NewName("abcdef", 20), Convert.ToHexString(ids.NewSecret(32)));
    }
}
