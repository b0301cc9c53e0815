using Parley.Server.Api;
using Parley.Server.Storage;

namespace Parley.Server.Hosting;

/// <summary>Says on the terminal what must not go into a log.</summary>
internal sealed class Announcer(TextWriter output)
{
    public void Announce(FirstKeys? keys)
    {
        if (keys is not null)
        {
            output.WriteLine("The first keys of this server. They are shown only now; what is kept is their hashes.");
            output.WriteLine($"  public:  {keys.Public}");
            output.WriteLine($"  private: {keys.Private}");
            output.Flush();
        }
    }

    public void AnnounceExample(string url, string agent, string publicKey)
    {
        output.WriteLine("Try it:");
        output.WriteLine($"  {ExampleRequest.Curl(url, agent, publicKey)}");
        output.Flush();
    }
}
